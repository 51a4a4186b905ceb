// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.state.EventContext;
import java.util.List;

/**
 * A rule that loaded. Immutable, thread-safe. Texts are Unicode.
 *
 * <p>More than six components: one for each key of a rule item, and what loading made of them.
 *
 * @param name its unique name
 * @param index its place in the order of evaluation: the place of its first definition
 * @param desc free text
 * @param priority of its alerts
 * @param source the event source
 * @param tags sorted, none twice
 * @param enabled as in the files
 * @param condition with macros, exceptions and lists inserted; without errors
 * @param output the format of its alerts, as written
 * @param template the same, compiled
 * @param places of the condition's parts
 */
public record Rule(
        String name,
        int index,
        String desc,
        Priority priority,
        String source,
        List<String> tags,
        boolean enabled,
        Expr condition,
        String output,
        OutputTemplate<EventContext> template,
        ConditionPlaces places) {
    /** Copies the list. */
    public Rule {
        tags = List.copyOf(tags);
    }
}
