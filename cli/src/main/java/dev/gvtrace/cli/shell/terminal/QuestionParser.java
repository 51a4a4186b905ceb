// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.query.line.LineScan;
import dev.gvtrace.replay.query.line.Vocabulary;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Finds the part that is completed at the cursor, and whether a line that is entered continues. */
final class QuestionParser implements Parser {
    private final Vocabulary vocabulary;

    QuestionParser(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && isUnfinished(line)) {
            throw new EOFError(-1, -1, "the question continues", "");
        }
        String before = line.substring(0, cursor);
        int start = context == ParseContext.COMPLETE
                ? LineScan.of(Lines.joined(before), vocabulary).place().start()
                : 0;
        return new Part(line, cursor, start);
    }

    /** An empty line ends a question that is open, so that what is wrong with it is reported. */
    private boolean isUnfinished(String text) {
        int last = text.lastIndexOf('\n');
        return !(last >= 0 && text.substring(last).isBlank()) && Lines.isOpen(text, vocabulary);
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    /**
     * A line up to the cursor as a single word.
     *
     * @param start the index at which the part begins that is completed
     */
    private record Part(String line, int cursor, int start) implements CompletingParsedLine {
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate; // candidates are as they have to be inserted
        }

        @Override
        public int rawWordCursor() {
            return cursor - start;
        }

        @Override
        public int rawWordLength() {
            return cursor - start;
        }

        @Override
        public String word() {
            return line.substring(start, cursor);
        }

        @Override
        public int wordCursor() {
            return cursor - start;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word());
        }
    }
}
