// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * The event that a command is about: {@code evt:N}, of several traces with {@code --trace K}, or without both the one
 * at which the shell is.
 *
 * @param trace the index of its trace
 * @param event its number
 * @param rest the words that are not about the event
 */
record EventChoice(int trace, long event, List<String> rest) {
    private static final String EVENT = "evt:";
    private static final String TRACE = "--trace";

    /** Copies the list. */
    EventChoice {
        rest = List.copyOf(rest);
    }

    /**
     * Takes the event from words, in any place among them.
     *
     * @throws RequestException if the words name no event, several, or one that is in each of several traces
     */
    static EventChoice of(String command, List<String> words, Position position) throws RequestException {
        List<String> rest = new ArrayList<>();
        long trace = 0;
        long event = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals(TRACE) || word.startsWith(TRACE + "=")) {
                String number = word.equals(TRACE)
                        ? ++i < words.size() ? words.get(i) : ""
                        : word.substring(TRACE.length() + 1);
                trace = number(command, "trace", number);
            } else if (word.startsWith(EVENT)) {
                if (event != 0) {
                    throw new RequestException(command + ": expected one event, found evt:" + event + " and " + word);
                }
                event = number(command, "event", word.substring(EVENT.length()));
            } else {
                rest.add(word);
            }
        }
        if (trace > position.traces()) {
            throw new RequestException(
                    command + ": there is no trace " + trace + ": expected 1 to " + position.traces());
        }
        return chosen(command, trace, event, rest, position);
    }

    private static EventChoice chosen(String command, long trace, long event, List<String> rest, Position position)
            throws RequestException {
        if (event == 0) {
            if (position.event() == 0 || trace != 0) {
                throw new RequestException(
                        command + ": expected an event, as in evt:120; without one it is the event of"
                                + " the last goto, next or back");
            }
            return new EventChoice(position.trace(), position.event(), rest);
        }
        if (trace == 0 && position.traces() != 1) {
            throw new RequestException(command + ": evt:" + event + " is in each of " + position.traces()
                    + " traces: expected the number of one, as in evt:" + event + " --trace 1");
        }
        return new EventChoice(trace == 0 ? 0 : (int) trace - 1, event, rest);
    }

    private static long number(String command, String what, String text) throws RequestException {
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new RequestException(command + ": invalid number of " + (what.equals("event") ? "an event" : "a trace")
                + " '" + text + "': expected 1 or more");
    }
}
