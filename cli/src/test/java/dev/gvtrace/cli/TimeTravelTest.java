// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The moment of the shell: goto, next, back, and what defaults to it. */
class TimeTravelTest {
    private static final String TRACE = sample("web-break-in");

    @TempDir
    private Path folder;

    private static String sample(String name) {
        return Repository.top().resolve("samples/traces/" + name + ".gvt").toString();
    }

    /** Runs commands one after the other in one shell, as from a pipe. */
    private static Program.Result shell(List<String> traces, List<String> commands) {
        List<String> words = new ArrayList<>(List.of("query", "--format", "csv"));
        words.addAll(traces);
        byte[] input = (String.join("\n", commands) + "\n").getBytes(StandardCharsets.UTF_8);
        return Program.runWithInput(input, words.toArray(String[]::new));
    }

    private static Program.Result shell(String... commands) {
        return shell(List.of(TRACE), List.of(commands));
    }

    /** The rows of an answer or of several, without the headings. */
    private static List<String> rows(Program.Result result) {
        return result.out()
                .lines()
                .filter(line -> !line.startsWith("evt,") && !line.startsWith("trace,"))
                .toList();
    }

    private static List<String> repeated(String command, int times) {
        return Collections.nCopies(times, command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evt.type = execve", "evt.type = openat and fd.name startswith /etc"})
    void nextGoesThroughTheEventsInTheirOrder(String condition) {
        String trace = sample("hide-full");
        List<String> expected = rows(shell(List.of(trace), List.of("events " + condition)));
        assertThat(expected).hasSizeGreaterThan(condition.isEmpty() ? 50 : 0);
        Program.Result found = shell(List.of(trace), repeated("next " + condition, expected.size() + 1));
        assertThat(rows(found)).isEqualTo(expected);
        assertThat(found.err().lines().toList())
                .last()
                .asString()
                .startsWith("gvtrace query: no event after evt:")
                .contains("; the moment stays evt:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evt.type = execve", "evt.type = openat and fd.name startswith /etc"})
    void backGoesThroughThemInReverse(String condition) {
        String trace = sample("hide-full");
        List<String> expected = new ArrayList<>(rows(shell(List.of(trace), List.of("events " + condition))));
        Collections.reverse(expected);
        Program.Result found = shell(List.of(trace), repeated("back " + condition, expected.size() + 1));
        assertThat(rows(found)).isEqualTo(expected);
        assertThat(found.err()).contains("gvtrace query: no event before evt:");
    }

    /** Each event of each trace comes once, in the order of the times. */
    @ParameterizedTest
    @CsvSource({"next,1", "back,-1"})
    void severalTracesAreOneTimeline(String command, int sign) throws IOException {
        SyntheticSandbox one = new SyntheticSandbox().in("a").start("/", "a");
        SyntheticSandbox other = new SyntheticSandbox().in("b").start("/", "b");
        for (int i = 2; i < 20; i++) {
            one.at(3L * i).open("/one" + i, 3);
            other.at(2L * i).open("/other" + i, 3); // every third at a time of the first trace's
        }
        List<String> traces = List.of(
                one.write(folder.resolve("one.gvt")).toString(),
                other.write(folder.resolve("other.gvt")).toString());
        List<String> expected = rows(shell(traces, List.of("events | sort time,trace,evt")));
        if (sign < 0) {
            expected = new ArrayList<>(expected);
            Collections.reverse(expected);
        }
        Program.Result found = shell(traces, repeated(command, expected.size() + 1));
        assertThat(rows(found)).isEqualTo(expected);
        assertThat(found.err()).contains("gvtrace query: no event " + (sign > 0 ? "after" : "before") + " trace ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ps",
                "pstree",
                "lsof",
                "sockstat",
                "env",
                "processes",
                "descriptors fd = 0",
                "sockets",
                "who 13",
                "ps 13 | fields pid,name"
            })
    void questionsDefaultToTheMoment(String question) {
        String stages = question.contains("|") ? question.substring(question.indexOf('|')) : "";
        String asked = question.replace(stages, "");
        String expected = shell(asked + " --at evt:445 " + stages).out();
        assertThat(expected.lines()).hasSizeGreaterThan(1);
        assertThat(shell("goto evt:445", question).out()).isEqualTo(expected);
        assertThat(shell("goto evt:445", "goto", question).out())
                .isEqualTo(shell(question).out());
        assertThat(shell("goto evt:3", asked + " --at evt:445 " + stages).out()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"events evt.type = connect", "connections", "processes --from evt:1", "gaps", "files"})
    void questionsAboutWhatHappenedDoNot(String question) {
        assertThat(shell("goto evt:445", question).out())
                .isEqualTo(shell(question).out());
    }

    @Test
    void aMomentIsWhateverIsPrinted() {
        List<String> moments = List.of(
                "2026-11-22T04:21:11.555601107Z",
                "2026-11-22 04:21:11.555601107",
                "04:21:11.555601107",
                "evt:442",
                "1795321271.555601107",
                "evt:442+0s",
                "+3225735508ns");
        for (String moment : moments) {
            Program.Result result = shell("goto " + moment);
            assertThat(result.err()).as(moment).contains("2026-11-22T04:21:11.555601107Z");
        }
        assertThat(shell("goto evt:442", "next").out()).contains("\n443,");
        assertThat(shell("goto 04:21:11.555601107", "back").out()).contains("\n442,");
        assertThat(shell("goto 04:21:11.555601106", "next").out()).contains("\n442,");
        assertThat(shell("goto 04:21:11.555601106", "back").out()).contains("\n441,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "goto 2020-01-01 | is outside the trace, which goes from 2026-11-22T04:21:08",
                "goto 2020-01-01T00:00:00Z | is outside the trace, which goes from 2026-11-22T04:21:08",
                "goto +2h | is outside the trace, which goes from",
                "goto evt:99999 | there is no evt:99999: the trace ends with evt:838",
                "goto evt:0 | invalid time 'evt:0'",
                "goto yesterday | invalid time 'yesterday': expected 2026-",
                "goto evt:3 evt:4 | goto: expected one event",
                "goto evt:3 --trace 2 | goto: there is no trace 2: expected 1 to 1",
                "goto evt:3 x | goto: unexpected 'x'",
                "next evt.typ = open | nonexistent field evt.typ; nearest: evt.type",
                "back fd.name contains | expected",
                "show | show: expected an event, as in evt:120",
            })
    void mistakesLeaveTheMoment(String command, String message) {
        Program.Result result = shell("goto evt:445", "goto evt:10", command, "goto evt:445", "ps");
        if (!command.equals("goto 2020-01-01")) {
            assertThat(shell(command.equals("show") ? "show" : command).err()).contains(message);
        }
        assertThat(result.out()).endsWith(shell("ps --at evt:445").out());
        Program.Result stays = shell("goto evt:445", command.equals("show") ? "show x" : command, "ps");
        assertThat(stays.out()).isEqualTo(shell("ps --at evt:445").out());
    }

    @Test
    void anEventIsOneOfASingleTrace() {
        List<String> traces = List.of(sample("hide-full"), sample("pod-2026"));
        assertThat(shell(traces, List.of("goto evt:3")).err())
                .contains("goto: evt:3 is in each of 2 traces: expected the number of one, as in evt:3 --trace 1");
        Program.Result next = shell(traces, List.of("goto evt:3 --trace 2", "next"));
        assertThat(next.err()).contains("the moment is trace 2 evt:3, ");
        assertThat(next.out().lines().skip(1)).singleElement().asString().startsWith("2,4,");
    }

    /** A match far away is found, too: windows grow until they begin at the beginning. */
    @Test
    void backFindsWhatIsFarAway() throws IOException {
        SyntheticSandbox sandbox = new SyntheticSandbox().start("/", "sh").open("/needle", 3);
        for (int i = 0; i < 10_000; i++) {
            sandbox.open("/hay", 3);
        }
        String trace = sandbox.write(folder.resolve("long.gvt")).toString();
        for (String from : List.of("goto", "goto evt:10002", "goto -1s", "goto evt:4")) {
            Program.Result found = shell(List.of(trace), List.of(from, "back fd.name = /needle", "back fd.name = /x"));
            assertThat(rows(found)).as(from).singleElement().asString().startsWith("3,");
            assertThat(found.err()).contains("; the moment stays evt:3, ");
        }
    }

    @Test
    void noMatchHasItsReasons() throws IOException {
        String trace = new SyntheticSandbox()
                .start("/", "sh")
                .open("/a", 3)
                .losing(7)
                .open("/b", 3)
                .write(folder.resolve("gapped.gvt"))
                .toString();
        Program.Result none = shell(List.of(trace), List.of("next fd.name = /x"));
        assertThat(none.exitCode()).isZero();
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("no event of the trace matches; 7 messages were lost; the moment is the end");
    }

    @Test
    void anEmptyTraceHasNoEventAndNoTime() throws IOException {
        String trace = new SyntheticSandbox().write(folder.resolve("empty.gvt")).toString();
        Program.Result result = shell(
                List.of(trace),
                List.of("next", "back", "goto evt:1", "goto +1s", "show evt:1", "marks", "mark evt:1 x"));
        assertThat(result.out()).isEqualTo("mark,evt,time,note,by,when,event\r\n");
        assertThat(result.err().lines().collect(Collectors.toList()))
                .anyMatch(line -> line.contains("no event of the trace"))
                .anyMatch(line -> line.contains("there is no evt:1: the trace has no event"))
                .anyMatch(line -> line.contains("have no times; expected evt:N"));
    }
}
