// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.text.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule that matched an event. Immutable, and independent of the event.
 *
 * <p>More than six components: one for each entry that a format of alerts can print.
 *
 * @param rule the rule's name, Unicode
 * @param priority 0 Emergency to 7 Debug
 * @param source the rule's event source, such as {@code syscall}
 * @param tags sorted
 * @param timeNs the event's time, ns since the epoch
 * @param eventNumber evt.num
 * @param connection which connection of the replay, from 0
 * @param hostname name of the recording host; null if unknown
 * @param output the rule's output with the values filled in
 * @param fields the fields in the output, sorted by text
 * @param containerId null if unknown
 * @param pid of the process, root PID namespace; 0 if unknown
 * @param threadId of the thread, root PID namespace; 0 if unknown
 * @param suffix what follows the output in text, empty for nothing
 * @param lostBefore how many messages of the sandbox were lost before, so that the alert is uncertain; 0 if it is not
 * @param lostAgoNs how long before, 0 or more
 */
public record Alert(
        String rule,
        int priority,
        String source,
        List<String> tags,
        long timeNs,
        long eventNumber,
        int connection,
        @Nullable Text hostname,
        Text output,
        List<FieldValue> fields,
        @Nullable Text containerId,
        int pid,
        int threadId,
        Text suffix,
        long lostBefore,
        long lostAgoNs) {
    /** True if messages of the sandbox were lost before and what was known has not been confirmed since. */
    public boolean uncertain() {
        return lostBefore > 0;
    }

    /**
     * A field in an output.
     *
     * @param field as written, quotes in brackets left out
     * @param value Text, Long, a BigInteger above its range, Double, Boolean, a list of these, or null if the value is
     *     missing
     */
    public record FieldValue(Text field, @Nullable Object value) {}
}
