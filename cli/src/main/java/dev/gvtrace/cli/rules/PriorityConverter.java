// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.replay.rule.item.Priority;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Priorities as rule files write them. */
public final class PriorityConverter implements ITypeConverter<Priority> {
    /** Stateless. */
    public PriorityConverter() {}

    @Override
    public Priority convert(String text) {
        Priority priority = Priority.of(text);
        if (priority == null) {
            throw new TypeConversionException("invalid priority '" + text
                    + "': expected emergency, alert, critical, error, warning, notice, informational or debug");
        }
        return priority;
    }
}
