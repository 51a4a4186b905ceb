// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;
import org.jspecify.annotations.Nullable;

/** The words of stories: a fact becomes a sentence in the past tense. */
final class Sentences {
    private Sentences() {}

    /** A process in the middle of a sentence. */
    static Phrase process(Phrase phrase, Life life, Text name) {
        phrase.say("process ").say(life.pid());
        return name.isEmpty() ? phrase : phrase.say(" (").name(name).say(")");
    }

    private static Phrase begin(Life life, Text name) {
        Phrase phrase = new Phrase().say("Process ").say(life.pid());
        return name.isEmpty() ? phrase : phrase.say(" (").name(name).say(")");
    }

    private static Phrase program(Phrase phrase, Row execution) {
        Text command = Cell.textOrEmpty(execution, "cmdline");
        Text path = Cell.textOrEmpty(execution, "exepath");
        if (command.isEmpty()) {
            return path.isEmpty() ? phrase.say("a program of an unknown path") : phrase.name(path);
        }
        phrase.quoted(command);
        return path.isEmpty() || path.equals(command)
                ? phrase
                : phrase.say(" (").name(path).say(")");
    }

    /** A process began and ran its first program. */
    static Text startedToRun(Life life, Text parentName, Row execution) {
        Life parent = life.parent();
        Phrase phrase;
        if (parent != null) {
            phrase = begin(parent, parentName)
                    .say(" started process ")
                    .say(life.pid())
                    .say(", which ran ");
        } else if (life.isSession()) {
            phrase = new Phrase()
                    .say("An exec request started process ")
                    .say(life.pid())
                    .say(", which ran ");
        } else {
            phrase = new Phrase().say("Process ").say(life.pid()).say(" ran ");
        }
        return program(phrase, execution).say(".").text();
    }

    /** The first process of a container began. */
    static Text containerStarted(Life life, Row execution) {
        Phrase phrase = new Phrase().say("Container ").name(life.container()).say(" started with process ");
        return program(phrase.say(life.pid()).say(", which ran "), execution)
                .say(".")
                .text();
    }

    /** A process ran another program. */
    static Text ranNext(Life life, Text before, Row execution) {
        return program(begin(life, before).say(" then ran "), execution)
                .say(".")
                .text();
    }

    /** A process made a copy of itself that ran no other program. */
    static Text startedCopy(Life life, Life parent, Text parentName) {
        return begin(parent, parentName)
                .say(" started process ")
                .say(life.pid())
                .say(", a copy of itself.")
                .text();
    }

    /** A process whose beginning is not in the trace. */
    static Text wasThere(Life life) {
        Phrase phrase = begin(life, life.name());
        if (!life.commandLine().isEmpty()) {
            phrase.say(", ").quoted(life.commandLine()).say(",");
        }
        return phrase.say(" was running before its first event in the trace; what started it is not in the trace.")
                .text();
    }

    /** A program could not be run. */
    static Text failedToRun(Life life, Row execution) {
        return program(begin(life, Cell.textOrEmpty(execution, "name")).say(" tried to run "), execution)
                .say(", which failed.")
                .text();
    }

    /** Nothing shows whether a program ran. */
    static Text perhapsRan(Life life, Row execution) {
        return program(begin(life, Cell.textOrEmpty(execution, "name")).say(" tried to run "), execution)
                .say("; nothing in the trace shows whether it ran.")
                .text();
    }

    /** A program came from a file that was written, with the last access that wrote it if known. */
    static Text wasWritten(Row execution, @Nullable Row write) {
        Phrase phrase = new Phrase().say("This program, ");
        Text path = Cell.textOrEmpty(execution, "exepath");
        phrase.name(path).say(", was not from the image: ");
        if (write != null) {
            phrase.say("its file was last written by process ").say(Cell.number(write, "pid"));
            phrase.say(" (").name(Cell.textOrEmpty(write, "name")).say(")");
            Text name = Cell.textOrEmpty(write, "target");
            if (!name.equals(path)) {
                phrase.say(" as ").name(name);
            }
            phrase.say(", at evt:").say(Cell.number(write, "last_write_evt")).say(".");
        } else if (Cell.isKnown(execution, "written_evt")) {
            phrase.say("its file was last written at evt:")
                    .say(Cell.number(execution, "written_evt"))
                    .say(".");
        } else {
            phrase.say("its file was made or changed in the sandbox; the trace does not show which process wrote it.");
        }
        return phrase.text();
    }

    /** What {@link #wasWritten} and {@link #wasMemory} say, without the program. */
    static Text origin(Row execution, @Nullable Row write) {
        Phrase phrase = new Phrase();
        if (Cell.textOrEmpty(execution, "origin").display().equals("memfd")) {
            phrase.say("run from memory");
        } else if (write != null) {
            phrase.say("written by ").name(Cell.textOrEmpty(write, "name"));
            phrase.say(" (").say(Cell.number(write, "pid")).say(") at evt:").say(Cell.number(write, "last_write_evt"));
        } else {
            phrase.say("written, by a process that was not seen");
        }
        return phrase.text();
    }

    /** An address without its port; a path as it is. */
    static Text host(Text end) {
        byte[] bytes = end.bytes();
        for (int i = bytes.length - 1; i > 0 && bytes[0] != '/'; i--) {
            if (bytes[i] == ':') {
                return Text.ofBytes(bytes, 0, i);
            }
        }
        return end;
    }

    /** A program came from memory. */
    static Text wasMemory(Row execution) {
        return new Phrase()
                .say("This program was run from memory, ")
                .name(Cell.textOrEmpty(execution, "exepath"))
                .say(", not from a file.")
                .text();
    }

    /** The digest of a program that is not the image's. */
    static Text digest(Row execution, Text digest) {
        return new Phrase()
                .say("The SHA-256 of ")
                .name(Cell.textOrEmpty(execution, "exepath"))
                .say(" was ")
                .name(digest)
                .say(".")
                .text();
    }

    /** Standard descriptors of a process were sockets. */
    static Text standardSockets(Life life, Text name, @Nullable Text input, @Nullable Text output) {
        Phrase phrase = new Phrase();
        Text socket = input == null ? output : input;
        if (input != null && output != null && !input.equals(output)) {
            phrase.say("Standard input of ");
            process(phrase, life, name).say(" was the connection ").name(input);
            return phrase.say(", its standard output the connection ")
                    .name(output)
                    .say(".")
                    .text();
        }
        phrase.say(
                input == null
                        ? "Standard output of "
                        : output == null ? "Standard input of " : "Standard input and output of ");
        process(phrase, life, name)
                .say(output == null || input == null ? " was the connection " : " were the connection ");
        return phrase.name(socket == null ? Text.EMPTY : socket).say(".").text();
    }

    // files

    /** A process wrote a file, or opened it for writing. */
    static Text wrote(Life life, Row access) {
        Phrase phrase = begin(life, Cell.textOrEmpty(access, "name"));
        Text path = Cell.textOrEmpty(access, "target");
        long bytes = Cell.number(access, "bytes_written");
        boolean created = Cell.isTrue(access, "created");
        if (created) {
            phrase.say(" created ").name(path);
        }
        if (bytes > 0) {
            phrase.say(created ? " and wrote " : " wrote ").bytes(bytes).say(created ? " to it" : " to ");
            if (!created) {
                phrase.name(path);
            }
            return phrase.say(".").text();
        }
        if (!created) {
            phrase.say(Cell.isTrue(access, "truncated") ? " emptied " : " opened ")
                    .name(path);
            phrase.say(Cell.isTrue(access, "truncated") ? "" : " for writing");
        }
        return phrase.say("; the trace shows no bytes written to it.").text();
    }

    /** A process read a file, or opened it for reading. */
    static Text read(Life life, Row access) {
        Phrase phrase = begin(life, Cell.textOrEmpty(access, "name"));
        Text path = Cell.textOrEmpty(access, "target");
        long bytes = Cell.number(access, "bytes_read");
        return bytes > 0
                ? phrase.say(" read ")
                        .bytes(bytes)
                        .say(" from ")
                        .name(path)
                        .say(".")
                        .text()
                : phrase.say(" opened ")
                        .name(path)
                        .say(" for reading; the trace shows no bytes read.")
                        .text();
    }

    /** A process could not open a file. */
    static Text failedToOpen(Life life, Row access) {
        return begin(life, Cell.textOrEmpty(access, "name"))
                .say(" tried to open ")
                .name(Cell.textOrEmpty(access, "target"))
                .say(", which failed with ")
                .name(Cell.textOrEmpty(access, "error"))
                .say(".")
                .text();
    }

    /** The arguments of a program ask it to change files. */
    static Text asked(Life life, Row execution, String purpose) {
        Phrase phrase = begin(life, Cell.textOrEmpty(execution, "name"));
        phrase.say(" was asked ").say(purpose).say(" ");
        phrase.name(FileRoles.arguments(Cell.textOrEmpty(execution, "cmdline")));
        phrase.say("; whether it did is not in the trace");
        return life.hasExitCode()
                ? phrase.say(", but its exit code was ")
                        .say(life.exitCode())
                        .say(".")
                        .text()
                : phrase.say(".").text();
    }

    /** A process made calls whose paths are not in the trace. */
    static Text called(Life life, Text name, String call, long times, long failures) {
        Phrase phrase = begin(life, name).say(" called ").say(call).say(" ").count(times, "time", "times");
        if (failures > 0) {
            phrase.say(failures == times ? ", in vain" : ", " + failures + " of them in vain");
        }
        return phrase.say("; the trace does not have the paths.").text();
    }

    // connections

    /** A socket that a process made; null if it is not worth a sentence. */
    static @Nullable Text connection(Life life, Cells row) {
        Text role = Cell.textOrEmpty(row, "role");
        Text outcome = Cell.textOrEmpty(row, "outcome");
        Text remote = Cell.textOrEmpty(row, "remote");
        Phrase phrase = begin(life, Cell.textOrEmpty(row, "name"));
        switch (outcome.display()) {
            case "listening" -> {
                address(phrase.say(" listened on "), Cell.textOrEmpty(row, "local"));
                return protocol(phrase, row).say(".").text();
            }
            case "accepted" -> {
                address(phrase.say(" accepted a connection from "), remote);
                return moved(protocol(ownEnd(phrase, row, " on "), row), row).text();
            }
            case "connected" -> {
                if (remote.isEmpty()) {
                    return null;
                }
                phrase.say(" connected");
                ownEnd(phrase, row, " from ").say(" to ").name(remote);
                return moved(protocol(phrase, row), row).text();
            }
            case "refused" -> {
                address(phrase.say(" tried to connect to "), remote);
                return protocol(phrase, row).say(" and was refused.").text();
            }
            case "EINPROGRESS" -> {
                address(phrase.say(" began to connect to "), remote);
                return moved(protocol(phrase, row).say("; the trace does not show how that ended"), row)
                        .text();
            }
            case "" -> {
                if (remote.isEmpty()) {
                    return null;
                }
                phrase.say(" used a socket with ").name(remote);
                return moved(protocol(phrase, row), row).text();
            }
            default -> {
                boolean server = role.equals(Text.ofUtf8("server")) || role.equals(Text.ofUtf8("listener"));
                Text end = server ? Cell.textOrEmpty(row, "local") : remote;
                address(phrase.say(server ? " tried to listen on " : " tried to connect to "), end);
                return protocol(phrase, row)
                        .say(", which failed with ")
                        .name(outcome)
                        .say(".")
                        .text();
            }
        }
    }

    private static void address(Phrase phrase, Text end) {
        if (end.isEmpty()) {
            phrase.say("an unknown address");
        } else {
            phrase.name(end);
        }
    }

    private static Phrase ownEnd(Phrase phrase, Cells row, String preposition) {
        Text local = Cell.textOrEmpty(row, "local");
        return local.isEmpty() ? phrase : phrase.say(preposition).name(local);
    }

    private static Phrase protocol(Phrase phrase, Cells row) {
        Text protocol = Cell.textOrEmpty(row, "proto");
        return protocol.isEmpty() ? phrase : phrase.say(" (").name(protocol).say(")");
    }

    private static Phrase moved(Phrase phrase, Cells row) {
        long in = Cell.number(row, "bytes_in");
        long out = Cell.number(row, "bytes_out");
        return in == 0 && out == 0
                ? phrase.say("; the trace shows no bytes over it.")
                : phrase.say("; ")
                        .bytes(in)
                        .say(in == 1 ? " was" : " were")
                        .say(" received and ")
                        .bytes(out)
                        .say(" sent over it.");
    }

    /** A process used the connection of another. */
    static Text usedConnection(Life life, Row access) {
        long in = Cell.number(access, "bytes_read");
        long out = Cell.number(access, "bytes_written");
        Phrase phrase = begin(life, Cell.textOrEmpty(access, "name"));
        if (in > 0) {
            phrase.say(" received ").bytes(in);
        }
        if (out > 0) {
            phrase.say(in > 0 ? " and sent " : " sent ").bytes(out);
        }
        return phrase.say(" over the connection of process ")
                .say(Cell.number(access, "maker"))
                .say(" with ")
                .name(Cell.textOrEmpty(access, "target"))
                .say(".")
                .text();
    }

    // identities and ends

    /** A change of users or groups, or an attempt. */
    static Text identity(Life life, Row change) {
        Text call = Cell.textOrEmpty(change, "call");
        Text before = Cell.textOrEmpty(change, "before");
        Text after = Cell.textOrEmpty(change, "after");
        Phrase phrase = begin(life, Cell.textOrEmpty(change, "name"));
        if (Cell.isTrue(change, "failed")) {
            return phrase.say(" called ")
                    .name(call)
                    .say(" in vain and kept ")
                    .quoted(orUnknownIds(before))
                    .say(".")
                    .text();
        }
        phrase.say(" changed its identity from ").quoted(orUnknownIds(before)).say(" to ");
        phrase.quoted(orUnknownIds(after));
        return call.isEmpty()
                ? phrase.say("; the trace does not have the call.").text()
                : phrase.say(" with ").name(call).say(".").text();
    }

    private static Text orUnknownIds(Text ids) {
        return ids.isEmpty() ? Text.ofUtf8("an unknown one") : ids;
    }

    /** The end of a process, as far as it is known. */
    static Text ended(Life life) {
        Text signal = life.signal();
        Phrase phrase = begin(life, life.name());
        if (signal != null) {
            return phrase.say(" was ended by ").name(signal).say(".").text();
        }
        if (life.hasExitCode()) {
            return phrase.say(" exited with code ")
                    .say(life.exitCode())
                    .say(".")
                    .text();
        }
        return life.endNs() == 0
                ? phrase.say(" had not ended, or its end is not in the trace.").text()
                : phrase.say(" ended; how is not in the trace.").text();
    }

    // what a story lacks

    /** Messages were lost. */
    static Text lost(long lost, Text cause) {
        Phrase phrase = new Phrase();
        if (lost < 0) {
            phrase.say("An unknown number of messages was lost");
        } else {
            phrase.count(lost, "message was", "messages were").say(" lost");
        }
        if (!cause.isEmpty()) {
            phrase.say(" (").name(cause).say(")");
        }
        return phrase.say("; what happened then is not in this story, and what follows may lack its beginning.")
                .text();
    }

    /** Accesses that have no sentence. */
    static Text leftOut(long uses, long files, long failed) {
        Phrase phrase = new Phrase().say("Left out: ");
        if (uses > 0) {
            phrase.count(uses, "use", "uses").say(" of ").count(files, "file", "files");
            phrase.say(" of the dynamic loader, libraries, locales, name service, /proc, /sys and /dev");
        }
        if (failed > 0) {
            phrase.say(uses > 0 ? "; " : "")
                    .count(failed, "attempt", "attempts")
                    .say(" to open or run a missing file");
        }
        return phrase.say(".").text();
    }

    /** Many sentences of a kind. */
    static Text folded(Fold fold, Folding.Many many) {
        Phrase phrase = new Phrase().phrase(many.subject());
        if (!fold.who().isEmpty()) {
            phrase.say(many.single() ? " (" : " named ").name(fold.who()).say(many.single() ? ")" : "");
        }
        String times = " " + many.number() + " times";
        switch (fold.kind()) {
            case RAN ->
                phrase.say(" started ")
                        .say(many.number())
                        .say(" processes that ran ")
                        .name(fold.where());
            case COPIED -> phrase.say(" started ").say(many.number()).say(" copies of themselves");
            case TRIED_TO_RUN -> phrase.say(" tried" + times + " to run programs, which failed");
            case WROTE -> files(phrase.say(" wrote "), "", fold, many);
            case READ -> files(phrase.say(" read "), "", fold, many);
            case READ_SECRET -> files(phrase.say(" read "), " with secrets", fold, many);
            case FAILED_TO_OPEN -> files(phrase.say(" failed to open "), "", fold, many);
            case CONNECTED -> moved(phrase.say(" connected" + times + " to ").name(fold.where()), many);
            case FAILED_TO_CONNECT ->
                phrase.say(" tried" + times + " to connect to ")
                        .name(fold.where())
                        .say(", which failed");
            case ACCEPTED ->
                moved(
                        phrase.say(" accepted ")
                                .say(many.number())
                                .say(" connections from ")
                                .name(fold.where()),
                        many);
            case USED_CONNECTION ->
                moved(
                        phrase.say(" used the connection with ")
                                .name(fold.where())
                                .say(" of another process"),
                        many);
            case CHANGED ->
                phrase.say(" was asked" + times + " ")
                        .say(fold.where().display())
                        .say(" files");
            case CALLED ->
                phrase.say(" called ")
                        .name(fold.where())
                        .say(" ")
                        .count(many.bytes(), "time", "times")
                        .say("; the trace does not have the paths");
            case IDENTITY -> phrase.say(" changed identity" + times + " to ").quoted(orUnknownIds(fold.where()));
            case EXITED -> {
                if (fold.where().isEmpty()) {
                    phrase.say(" had not ended, or the trace does not have how they ended");
                } else {
                    phrase.say(" exited with code ").name(fold.where());
                }
            }
            case SIGNALLED -> phrase.say(" were ended by ").name(fold.where());
        }
        return phrase.say(many.lastEvent() > 0 ? ", until evt:" + many.lastEvent() + "." : ".")
                .text();
    }

    private static void files(Phrase phrase, String which, Fold fold, Folding.Many many) {
        phrase.count(many.objects(), "file", "files").say(which + " below ").name(fold.where());
        if (many.number() > many.objects()) {
            phrase.say(" " + many.number() + " times");
        }
        if (many.bytes() > 0) {
            phrase.say(", ").bytes(many.bytes());
        }
    }

    private static void moved(Phrase phrase, Folding.Many many) {
        phrase.say(", and ").bytes(many.bytes()).say(" were moved");
    }
}
