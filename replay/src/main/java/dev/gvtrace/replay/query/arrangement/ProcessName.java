// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.RequestException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process as users name it: {@code 13}, or {@code 13@evt:120} where several processes had the id.
 *
 * @param pid its id, root PID namespace
 * @param event the number of any of its events; 0 if none is given
 */
public record ProcessName(long pid, long event) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:@evt:(\\d{1,18}))?");

    /**
     * Reads a name.
     *
     * @param command the command in messages
     * @param what what the word is in messages, such as PID
     * @throws RequestException if it is not one
     */
    public static ProcessName parse(String command, String what, String text) throws RequestException {
        Matcher matcher = FORM.matcher(text);
        boolean matches = matcher.matches();
        long event = matches && matcher.group(2) != null ? Long.parseLong(matcher.group(2)) : 0;
        if (!matches || matcher.group(2) != null && event == 0) {
            throw new RequestException(command + ": invalid " + what + " '" + text
                    + "': expected a number, or with any event of the process 13@evt:120");
        }
        return new ProcessName(Long.parseLong(matcher.group(1)), event);
    }

    /** True if an event is given. */
    public boolean hasEvent() {
        return event > 0;
    }

    /** The form that {@link #parse} reads. */
    public String text() {
        return hasEvent() ? pid + "@evt:" + event : Long.toString(pid);
    }
}
