// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import dev.gvtrace.replay.rule.item.RuleItem.ExceptionClause;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a rule item that were given and read; null for those that were not. Immutable, thread-safe.
 *
 * <p>More than six components: one for each key.
 *
 * @param condition its text and where it stands
 * @param output the format of alerts and where it stands
 * @param desc free text
 * @param priority of alerts
 * @param source of events
 * @param enabled false for a rule that is switched off
 * @param warnEvttypes false to leave out warnings about event types
 * @param skipIfUnknownFilter true to leave the rule out where it names an unknown field
 * @param tags sorted
 * @param exceptions in order
 */
public record RuleKeys(
        @Nullable Scalar condition,
        @Nullable Scalar output,
        @Nullable Scalar desc,
        @Nullable Priority priority,
        @Nullable String source,
        @Nullable Boolean enabled,
        @Nullable Boolean warnEvttypes,
        @Nullable Boolean skipIfUnknownFilter,
        @Nullable SortedSet<String> tags,
        @Nullable List<ExceptionClause> exceptions) {

    /** True if none of the keys that may be appended to is given. */
    public boolean isEmpty() {
        return condition == null && output == null && desc == null && tags == null && exceptions == null;
    }

    /** No keys yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** These keys, to be added to. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.condition = condition;
        builder.output = output;
        builder.desc = desc;
        builder.priority = priority;
        builder.source = source;
        builder.enabled = enabled;
        builder.warnEvttypes = warnEvttypes;
        builder.skipIfUnknownFilter = skipIfUnknownFilter;
        builder.tags = tags;
        builder.exceptions = exceptions;
        return builder;
    }

    /** Takes keys one by one. A null stands for a key that was not given. Not thread-safe. */
    public static final class Builder {
        private @Nullable Scalar condition;
        private @Nullable Scalar output;
        private @Nullable Scalar desc;
        private @Nullable Priority priority;
        private @Nullable String source;
        private @Nullable Boolean enabled;
        private @Nullable Boolean warnEvttypes;
        private @Nullable Boolean skipIfUnknownFilter;
        private @Nullable SortedSet<String> tags;
        private @Nullable List<ExceptionClause> exceptions;

        private Builder() {}

        /** The condition. */
        public Builder condition(@Nullable Scalar text) {
            condition = text;
            return this;
        }

        /** The format of alerts. */
        public Builder output(@Nullable Scalar text) {
            output = text;
            return this;
        }

        /** The description. */
        public Builder desc(@Nullable Scalar text) {
            desc = text;
            return this;
        }

        /** The priority of alerts. */
        public Builder priority(@Nullable Priority value) {
            priority = value;
            return this;
        }

        /** The source of events. */
        public Builder source(@Nullable String name) {
            source = name;
            return this;
        }

        /** Whether the rule is switched on. */
        public Builder enabled(@Nullable Boolean value) {
            enabled = value;
            return this;
        }

        /** Whether there are warnings about event types. */
        public Builder warnEvttypes(@Nullable Boolean value) {
            warnEvttypes = value;
            return this;
        }

        /** Whether the rule is left out where it names an unknown field. */
        public Builder skipIfUnknownFilter(@Nullable Boolean value) {
            skipIfUnknownFilter = value;
            return this;
        }

        /** The tags, in any order. */
        public Builder tags(@Nullable Collection<String> names) {
            tags = names == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(names));
            return this;
        }

        /** The exceptions. */
        public Builder exceptions(@Nullable List<ExceptionClause> clauses) {
            exceptions = clauses == null ? null : List.copyOf(clauses);
            return this;
        }

        /** What was given. */
        public RuleKeys build() {
            return new RuleKeys(
                    condition,
                    output,
                    desc,
                    priority,
                    source,
                    enabled,
                    warnEvttypes,
                    skipIfUnknownFilter,
                    tags,
                    exceptions);
        }
    }
}
