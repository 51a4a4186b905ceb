// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;

/** The words about origins that stories do not have. */
final class OriginSentences {
    private OriginSentences() {}

    private static Phrase process(Life life, Text name) {
        Phrase phrase = new Phrase().say("Process ").say(life.pid());
        return name.isEmpty() ? phrase : phrase.say(" (").name(name).say(")");
    }

    /** The program of a process that wrote. */
    static Text program(Life life, Row execution) {
        Phrase phrase = process(life, Cell.textOrEmpty(execution, "name")).say(" ran ");
        phrase.quoted(Cell.textOrEmpty(execution, "cmdline"));
        return phrase.say(" then, from ")
                .name(Cell.textOrEmpty(execution, "exepath"))
                .say(".")
                .text();
    }

    /** A process received bytes over a connection before it wrote. */
    static Text received(Life life, Row access) {
        Phrase phrase = process(life, Cell.textOrEmpty(access, "name")).say(" had received ");
        phrase.bytes(Cell.number(access, "bytes_read")).say(" from ");
        Text end = Cell.textOrEmpty(access, "target");
        return (end.isEmpty() ? phrase.say("a socket whose other end is unknown") : phrase.name(end))
                .say(".")
                .text();
    }

    /** A process read a pipe before it wrote. */
    static Text fromPipe(Life life, Row access) {
        return process(life, Cell.textOrEmpty(access, "name"))
                .say(" had read ")
                .bytes(Cell.number(access, "bytes_read"))
                .say(" from pipes; the trace does not show which process wrote them.")
                .text();
    }

    /** A process may have written what another read from a pipe. */
    static Text intoPipe(Life life, Row access) {
        return process(life, Cell.textOrEmpty(access, "name"))
                .say(", a relative, had written ")
                .bytes(Cell.number(access, "bytes_written"))
                .say(" to pipes.")
                .text();
    }

    /** A process wrote without having read anything. */
    static Text noInput(Life life, Text name) {
        return process(life, name)
                .say(" had read nothing else that the trace shows: it made the content itself, or its inputs are not in"
                        + " the trace.")
                .text();
    }

    /** A process had read many files. */
    static Text moreInputs(Life life, long number) {
        return new Phrase()
                .say("Process ")
                .say(life.pid())
                .say(" had read ")
                .count(number, "more file or connection", "more files and connections")
                .say(".")
                .text();
    }

    /** A file of the image. */
    static Text fromImage(Text path) {
        return new Phrase()
                .name(path)
                .say(" was from the image: it was run from a layer of the image, and nothing in the trace wrote it"
                        + " before.")
                .text();
    }

    /** A file that something wrote that was not seen. */
    static Text writtenUnseen(Text path) {
        return new Phrase()
                .name(path)
                .say(" was not from the image, but nothing in the trace wrote it.")
                .text();
    }

    /** A file of which nothing is known. */
    static Text notWritten(Text path) {
        return new Phrase()
                .say("Nothing in the trace wrote ")
                .name(path)
                .say(" before; whether it is from the image is not in the trace.")
                .text();
    }

    /** Two programs have the same digest. */
    static Text sameContent(Text path, Text other, Text digest) {
        return new Phrase()
                .name(path)
                .say(" had the same content as ")
                .name(other)
                .say(" when each was run: SHA-256 ")
                .name(digest)
                .say(".")
                .text();
    }
}
