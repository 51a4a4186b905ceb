// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.RuleItem.ExceptionClause;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The keys of a rule item that were given and read; null for those that were not. Filled by the reader only. */
final class RuleKeys {
    @Nullable
    Scalar condition;

    @Nullable
    ItemContext conditionContext;

    @Nullable
    Scalar output;

    @Nullable
    ItemContext outputContext;

    @Nullable
    Scalar desc;

    @Nullable
    Priority priority;

    @Nullable
    String source;

    @Nullable
    Boolean enabled;

    @Nullable
    Boolean warnEvttypes;

    @Nullable
    Boolean skipIfUnknownFilter;

    @Nullable
    SortedSet<String> tags;

    @Nullable
    List<ExceptionClause> exceptions;

    /** True if none of the keys that may be appended to is given. */
    boolean isEmpty() {
        return condition == null && output == null && desc == null && tags == null && exceptions == null;
    }
}
