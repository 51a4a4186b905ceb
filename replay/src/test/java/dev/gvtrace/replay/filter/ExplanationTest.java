// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.field.Facts;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.MacroExpansion;
import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Why conditions hold for a cat that bash started, or do not. */
class ExplanationTest {
    private static EventContext event(String facts) {
        EventContext[] last = new EventContext[1];
        Facts.of(facts).replay(event -> last[0] = event);
        return Objects.requireNonNull(last[0]);
    }

    private static String explain(String facts, Expr condition) {
        StringBuilder out = new StringBuilder();
        show(Explanation.of(condition, Installed.binding(), event(facts)), "", out);
        return out.toString();
    }

    private static String explain(String facts, String condition) throws FilterException {
        return explain(facts, FilterParser.parse(condition));
    }

    /** Kind, verdict, misses, place, text and values. */
    private static void show(Explanation part, String indent, StringBuilder out) {
        out.append(indent).append(part.kind()).append(part.verdict() ? " holds" : " misses " + part.misses());
        out.append(part.place().macro() == null ? "" : " in " + part.place().macro());
        out.append(" @").append(part.place().position().column()).append(' ').append(part.text());
        out.append(
                part.values().left() == null
                        ? ""
                        : " <- " + part.values().left().display());
        out.append(
                part.values().right() == null
                        ? ""
                        : " : " + part.values().right().display());
        out.append('\n');
        part.parts().forEach(each -> show(each, indent + "  ", out));
    }

    @Test
    void reportsTheVerdictAndTheValueOfEveryPart() throws FilterException {
        assertThat(explain(
                        "E",
                        "proc.name = cat and not (proc.pname = sh or proc.vpid > 2) and evt.type exists or fd.num = 3"))
                .isEqualTo("""
                        OR misses 1 @1 or
                          AND misses 1 @1 and
                            CHECK holds @1 proc.name = cat <- cat
                            NOT misses 1 @21 not
                              OR holds @26 or
                                CHECK misses 1 @26 proc.pname = sh <- bash
                                CHECK holds @45 proc.vpid > 2 <- 3
                            CHECK holds @64 evt.type exists <- execve
                          CHECK misses 1 @83 fd.num = 3
                        """);
    }

    @Test
    void countsHowFarAConditionIsFromHolding() throws FilterException {
        for (String row : List.of(
                "0 proc.name = cat",
                "1 proc.name = dog",
                "2 proc.name = dog and proc.pname = dog and evt.type = execve",
                "1 proc.name = dog or proc.pname = dog",
                "0 proc.name = dog or proc.pname = bash",
                "1 (proc.name = dog and proc.pname = dog) or proc.exe = dog",
                "2 not (proc.name = cat or proc.pname = bash)",
                "1 not (proc.name = cat and proc.pname = bash)",
                "0 not (proc.name = cat and proc.pname = sh)",
                "1 not (proc.name = cat or proc.pname = sh)",
                "2 (proc.name = dog or proc.exe = dog) and (proc.pname = dog or proc.pexe = dog)",
                "1 not not(not proc.name = cat)",
                "0 not(not proc.name = cat)")) {
            Explanation explanation =
                    Explanation.of(FilterParser.parse(row.substring(2)), Installed.binding(), event("E"));
            assertThat(explanation.misses()).as(row).isEqualTo(row.charAt(0) - '0');
            assertThat(explanation.verdict()).as(row).isEqualTo(row.startsWith("0"));
        }
    }

    @Test
    void showsValuesAsTheyAre() throws FilterException {
        assertThat(explain(
                        "E",
                        "proc.is_exe_writable = true and proc.is_exe_from_memfd = true and proc.aname = init"
                                + " and proc.apid[1] = 2 and proc.exepath endswith val(proc.name) and len(proc.args) = 14"
                                + " and join(\"-\", (proc.vpid, proc.name)) = x and proc.name = val(fd.name)"))
                .isEqualTo("""
                        AND misses 3 @1 and
                          CHECK holds @1 proc.is_exe_writable = true <- true
                          CHECK misses 1 @33 proc.is_exe_from_memfd = true <- false
                          CHECK holds @67 proc.aname = init <- (bash,init)
                          CHECK holds @89 proc.apid[1] = 2 <- 2
                          CHECK holds @110 proc.exepath endswith val(proc.name) <- /usr/bin/cat : cat
                          CHECK holds @151 len(proc.args) = 14 <- 14
                          CHECK misses 1 @175 join("-", (proc.vpid, proc.name)) = x <- 3-cat
                          CHECK misses 1 @217 proc.name = val(fd.name) <- cat
                        """);
        assertThat(explain("C4", "fd.ip = 1.2.3.4 and fd.sip != 1.2.3.4 and fd.types in (ipv4)"))
                .isEqualTo("""
                        AND misses 2 @1 and
                          CHECK misses 1 @1 fd.ip = 1.2.3.4 <- (142.251.111.147)
                          CHECK holds @21 fd.sip != 1.2.3.4 <- 142.251.111.147
                          CHECK misses 1 @43 fd.types in (ipv4) <- (file,ipv4)
                        """);
        assertThat(explain("O", "fd.ip exists and proc.aname[7] exists")).isEqualTo("""
                        AND misses 1 @1 and
                          CHECK holds @1 fd.ip exists
                          CHECK misses 1 @18 proc.aname[7] exists
                        """);
    }

    @Test
    void namesTheMacroWhoseTextAPlaceIsIn() throws FilterException {
        MacroExpansion macros = new MacroExpansion();
        Expr inner = macros.expand(FilterParser.parse("proc.name = dog"), name -> null);
        Expr outer = macros.expand(FilterParser.parse("not inner and proc.pname = sh"), name -> inner);
        Expr rule = macros.expand(FilterParser.parse("evt.type = execve and outer"), name -> outer);

        assertThat(explain("E", rule)).isEqualTo("""
                AND misses 1 @1 and
                  CHECK holds @1 evt.type = execve <- execve
                  MACRO misses 1 @23 outer
                    AND misses 1 in outer @1 and
                      NOT holds in outer @1 not
                        MACRO misses 1 in outer @5 inner
                          CHECK misses 1 in inner @1 proc.name = dog <- cat
                      CHECK misses 1 in outer @15 proc.pname = sh <- bash
                """);
        Expr negated = macros.expand(
                FilterParser.parse("not outer and not inner"),
                name -> name.name().equals("outer") ? rule : inner);
        assertThat(Explanation.of(negated, Installed.binding(), event("E")).misses())
                .isZero();
        Expr refused = macros.expand(FilterParser.parse("not m"), name -> body());
        assertThat(Explanation.of(refused, Installed.binding(), event("E")).misses())
                .isEqualTo(2);
    }

    private static Expr body() {
        try {
            return FilterParser.parse("proc.name = cat or proc.pname = bash");
        } catch (FilterException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void explainsNoConditionWithFaults() {
        for (String wrong : List.of("nosuch.field = 1", "macro", "proc.vpid = x", "proc.name = val(proc.vpid)")) {
            assertThatThrownBy(() -> Explanation.of(FilterParser.parse(wrong), Installed.binding(), event("E")))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
