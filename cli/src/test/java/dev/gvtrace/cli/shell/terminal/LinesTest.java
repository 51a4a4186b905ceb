// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.query.line.KnownValues;
import dev.gvtrace.replay.query.line.Suggestions;
import dev.gvtrace.replay.query.line.Vocabulary;
import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.utils.AttributedString;
import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;

/** Lines at a terminal: where they end, what is completed, and their colours. */
class LinesTest {
    private static final Catalogs CATALOGS = new Catalogs();
    private static final Vocabulary VOCABULARY = new Vocabulary(List::of, CATALOGS::tables, CATALOGS.binding(), false);

    @Test
    void aPastedTextIsSplitIntoItsQuestions() {
        assertThat(Lines.questions(
                        "events evt.type = a\n  and fd.name = b\n | count\nps\n\nfiles |\ncount", VOCABULARY))
                .containsExactly("events evt.type = a\n  and fd.name = b\n | count", "ps", "files |\ncount");
        assertThat(Lines.questions("ps \\\n 13\r\nps", VOCABULARY)).containsExactly("ps    13", "ps");
        assertThat(Lines.questions("grep 'a\nb'", VOCABULARY)).containsExactly("grep 'a\nb'");
        assertThat(Lines.questions(" \n", VOCABULARY)).isEmpty();
    }

    @Test
    void anOpenLineContinuesUntilAnEmptyOne() {
        QuestionParser parser = new QuestionParser(VOCABULARY);
        for (String open : List.of("ps |", "events proc.name = 'a", "events (evt.type = a", "ps \\")) {
            assertThatThrownBy(() -> parser.parse(open, open.length(), Parser.ParseContext.ACCEPT_LINE))
                    .isInstanceOf(EOFError.class);
            String ended = open + "\n";
            assertThat(parser.parse(ended, ended.length(), Parser.ParseContext.ACCEPT_LINE))
                    .isNotNull();
        }
        assertThat(parser.parse("ps", 2, Parser.ParseContext.ACCEPT_LINE)).isNotNull();
    }

    @Test
    void thePartAtTheCursorIsCompleted() {
        String line = "events evt.type in (open,cl) and x";
        ParsedLine part = new QuestionParser(VOCABULARY).parse(line, line.indexOf(')'), Parser.ParseContext.COMPLETE);
        assertThat(part.word()).isEqualTo("cl");
        assertThat(new Suggestions(VOCABULARY, KnownValues.NONE).of(line.substring(0, part.cursor())))
                .extracting("text")
                .contains("close");
    }

    @Test
    void coloursKeepEachCharacterInItsPlace() {
        Colouring colouring = new Colouring(VOCABULARY, () -> true);
        for (String line :
                List.of("", "events evt.typ = 'a b", "ps | coun", "# x", "events\nevt.type = \u65e5", "  ps ")) {
            assertThat(colouring.coloured(line).toString()).isEqualTo(line);
        }
        AttributedString hostile = colouring.coloured("ps \u001b[2J\u009b");
        assertThat(hostile.toString()).isEqualTo("ps ^[[2J?");
        String shown = colouring.coloured("events evt.typ = a").toAnsi();
        assertThat(shown).contains("\u001b[1mevents", "\u001b[4;31mevt.typ");
    }

    /** Tables are laid out by widths of this program, lines by those of the terminal library. */
    @Test
    void widthsAreThoseOfTheTerminalLibrary() {
        for (String each : List.of("a", "\u00e9", "\u65e5", "\uff76", "\ud83d\ude00", "\u0301", "\u1100", "\u2026")) {
            assertThat(DisplayWidth.of(each)).as(each).isEqualTo(WCWidth.wcwidth(each.codePointAt(0)));
        }
    }

    @Test
    void thePagerIsSplitIntoWordsWithoutAShell() {
        assertThat(Pager.words("less -R")).containsExactly("less", "-R");
        assertThat(Pager.words("'/opt/my pager/less'  \"-P a b\" ''"))
                .containsExactly("/opt/my pager/less", "-P a b", "");
        assertThat(Pager.words("less; rm $HOME")).containsExactly("less;", "rm", "$HOME");
    }
}
