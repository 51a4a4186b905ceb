// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of the process and its parent: names, arguments, environment, ids, times. All are missing if the event's
 * thread is unknown.
 */
final class ProcessFields {
    private ProcessFields() {}

    /** Reads a text from a process. */
    interface ProcessText {
        @Nullable
        String of(ProcessInfo process);
    }

    /** Reads a number from a process. */
    interface ProcessNumber {
        long of(ProcessInfo process);
    }

    /** Reads a text of the thread that the event is about. */
    interface ThreadText {
        @Nullable
        String of(ThreadInfo thread);
    }

    /** Finds a process, such as the parent or the leader of the session. */
    interface ProcessChoice {
        @Nullable
        ProcessInfo of(EventContext event);
    }

    static @Nullable Extractor<EventContext> of(String name, @Nullable String key) {
        return switch (name) {
            case "proc.name" -> (Extractor.OfText<EventContext>) ProcessFields::name;
            case "proc.exe" -> own(ThreadInfo::exe);
            case "proc.exepath" -> text(EventContext::process, ProcessFields::exepath);
            case "proc.args" -> arguments(key);
            case "proc.cmdline" -> (Extractor.OfText<EventContext>) ProcessFields::commandLine;
            case "proc.exeline" -> own(ProcessFields::exeLine);
            case "proc.cmdnargs" -> (Extractor.OfNumber<EventContext>) ProcessFields::argumentCount;
            case "proc.cmdlenargs" -> (Extractor.OfNumber<EventContext>) ProcessFields::argumentLength;
            case "proc.env" -> environment(key);
            case "proc.cwd" -> (Extractor.OfText<EventContext>) ProcessFields::cwd;
            case "proc.pname" -> text(ProcessFields::parent, ProcessInfo::name);
            case "proc.pexe" -> text(ProcessFields::parent, ProcessInfo::exe);
            case "proc.pexepath" -> text(ProcessFields::parent, ProcessFields::exepath);
            case "proc.pcmdline" -> text(ProcessFields::parent, ProcessInfo::commandLine);
            default -> ids(name);
        };
    }

    private static @Nullable Extractor<EventContext> ids(String name) {
        return switch (name) {
            case "proc.pid" -> known(EventContext::process, ProcessInfo::pid);
            case "proc.vpid" -> known(EventContext::process, ProcessInfo::localPid);
            case "proc.ppid" -> known(ProcessFields::parent, ProcessInfo::pid);
            case "proc.pvpid" -> ThreadFields.known(ThreadInfo::parentVpid);
            case "proc.pid.ts" -> known(EventContext::process, ProcessInfo::startNs);
            case "proc.ppid.ts" -> known(ProcessFields::parent, ProcessInfo::startNs);
            case "proc.duration" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> duration(event, event.process(), out);
            case "proc.ppid.duration" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> duration(event, parent(event), out);
            default -> null;
        };
    }

    /** A number of a process; missing if the process is missing, or if the number is 0, which means unknown. */
    static Extractor.OfNumber<EventContext> known(ProcessChoice who, ProcessNumber what) {
        return (event, out) -> {
            ProcessInfo process = who.of(event);
            return process != null && Extractors.putKnown(out, what.of(process));
        };
    }

    static Extractor.OfText<EventContext> text(ProcessChoice who, ProcessText what) {
        return event -> {
            ProcessInfo process = who.of(event);
            return process == null ? null : what.of(process);
        };
    }

    static Extractor.OfText<EventContext> own(ThreadText what) {
        return event -> {
            ThreadInfo thread = event.thread();
            return thread == null ? null : what.of(thread);
        };
    }

    static @Nullable ProcessInfo parent(EventContext event) {
        ProcessInfo process = event.process();
        return process == null ? null : process.parent();
    }

    /** The parent's id if reported, otherwise 0; the parent itself may be unknown. */
    static int parentPid(ProcessInfo process) {
        ProcessInfo parent = process.parent();
        return parent == null ? process.parentPid() : parent.pid();
    }

    /** The comm of the event's thread if it has one, otherwise that of its process. */
    static @Nullable String name(EventContext event) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return null;
        }
        String name = thread.name();
        return name.isEmpty() ? thread.process().name() : name;
    }

    static String exepath(ProcessInfo process) {
        return process.program().exepath();
    }

    static @Nullable String commandLine(EventContext event) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return null;
        }
        ProcessInfo process = thread.process();
        String name = thread.name();
        boolean same = name.isEmpty() || name.equals(process.name());
        if (same && thread.arguments().size() == process.arguments().size()) {
            return process.commandLine();
        }
        return thread.arguments().isEmpty() ? name : name + ' ' + process.joinedArguments();
    }

    /** Unlike the command line, this ends with a blank if there are no arguments, as in Falco. */
    private static String exeLine(ThreadInfo thread) {
        return thread.exe() + ' ' + joinedArguments(thread);
    }

    private static String joinedArguments(ThreadInfo thread) {
        return thread.arguments().isEmpty() ? "" : thread.process().joinedArguments();
    }

    private static Extractor<EventContext> arguments(@Nullable String key) {
        Integer index = WholeNumber.index(key);
        if (index == null) {
            return own(ProcessFields::joinedArguments);
        }
        int position = index;
        // An index without an argument gives an empty text, not a missing value.
        return own(thread -> {
            List<String> all = thread.arguments();
            return position >= 0 && position < all.size() ? all.get(position) : "";
        });
    }

    private static boolean argumentCount(EventContext event, Extractor.NumberValue out) {
        ThreadInfo thread = event.thread();
        return thread != null && Extractors.put(out, thread.arguments().size());
    }

    private static boolean argumentLength(EventContext event, Extractor.NumberValue out) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return false;
        }
        long length = 0;
        List<String> all = thread.arguments();
        for (int i = 0; i < all.size(); i++) {
            length += all.get(i).length();
        }
        return Extractors.put(out, length);
    }

    private static Extractor<EventContext> environment(@Nullable String key) {
        // A key that is a number is ignored, as in Falco.
        if (key == null || WholeNumber.signed(key, Integer.SIZE) != null) {
            return text(EventContext::process, ProcessFields::joinedEnvironment);
        }
        return text(EventContext::process, process -> variable(process, key));
    }

    static String joinedEnvironment(ProcessInfo process) {
        return Extractors.join(process.program().environment(), 0);
    }

    /** The value of a variable without blanks around it; "" if it is not set. */
    static String variable(ProcessInfo process, String key) {
        List<String> all = process.program().environment();
        int length = key.length();
        for (int i = 0; i < all.size(); i++) {
            String pair = all.get(i);
            if (pair.length() > length && pair.charAt(length) == '=' && pair.startsWith(key)) {
                return trim(pair, length + 1);
            }
        }
        return "";
    }

    private static String trim(String text, int start) {
        int from = start;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    private static @Nullable String cwd(EventContext event) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return null;
        }
        String cwd = thread.directories().cwd();
        return cwd.isEmpty() || cwd.endsWith("/") ? cwd : cwd + '/';
    }

    private static boolean duration(EventContext event, @Nullable ProcessInfo process, Extractor.NumberValue out) {
        if (process == null || process.startNs() == 0) {
            return false;
        }
        return Extractors.put(out, Math.max(0, event.event().timeNs() - process.startNs()));
    }
}
