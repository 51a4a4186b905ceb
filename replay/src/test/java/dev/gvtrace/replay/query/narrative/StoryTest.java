// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.replay.query.narrative.Asking.Answer;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.derived.Workload;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
    private static final int CREATE_NEW = Workload.WRITE | Workload.CREATE | Workload.EXCLUSIVE;

    private static Workload started() {
        return new Workload().start("/bin/server").as(1);
    }

    private static List<String> story(Workload workload, String subject) throws IOException, RequestException {
        return Asking.ask(workload, "story " + subject).texts();
    }

    @Test
    void eachFactIsASentenceWithItsEvent() throws IOException, RequestException {
        Workload workload = started()
                .fork(2)
                .as(2)
                .exec("/bin/sh", "sh", "-c", "x")
                .open("/etc/shadow", Workload.READ, 3)
                .read(3, 100)
                .close(3)
                .open("/srv/loot", CREATE_NEW, 4)
                .write(4, 60)
                .write(4, 40)
                .exit(3 << 8);
        Answer answer = Asking.ask(workload, "story 2");
        assertThat(answer.texts())
                .containsExactly(
                        "Process 1 (server) started process 2, which ran \"sh -c x\" (/bin/sh).",
                        "Process 2 (sh) read 100 bytes from /etc/shadow.",
                        "Process 2 (sh) created /srv/loot and wrote 100 bytes to it.",
                        "Process 2 (sh) exited with code 3.");
        assertThat(answer.column("evt")).containsExactly("4", "6", "8", "11");
        assertThat(answer.column("time")).doesNotContain("-").isSorted();
    }

    @Test
    void descendantsArePartOfTheStoryAndOthersAreNot() throws IOException, RequestException {
        Workload workload = started()
                .fork(2)
                .fork(3)
                .as(2)
                .fork(4)
                .as(4)
                .open("/srv/in", Workload.READ, 3)
                .read(3, 7)
                .as(3)
                .open("/srv/other", Workload.READ, 3)
                .read(3, 7);
        assertThat(story(workload, "2"))
                .contains("Process 2 (server) started process 4, a copy of itself.")
                .contains("Process 4 (server) read 7 bytes from /srv/in.")
                .noneMatch(text -> text.contains("/srv/other"));
        assertThat(story(workload, "1")).anyMatch(text -> text.contains("/srv/other"));
    }

    @Test
    void connectionsHaveTheirPeerBytesAndOutcome() throws IOException, RequestException {
        Workload workload = started()
                .tcp(3)
                .connect(3, 9, 443, 0)
                .write(3, 500)
                .read(3, 20)
                .close(3)
                .tcp(3)
                .connect(3, 8, 80, -Workload.ECONNREFUSED)
                .close(3)
                .tcp(4)
                .bind(4, 1, 8080, 0)
                .listen(4)
                .accept(4, 7, 5000, 5)
                .read(5, 11);
        assertThat(story(workload, "1"))
                .contains(
                        "Process 1 (server) connected to 10.0.0.9:443 (tcp); 20 bytes were received and 500 bytes sent"
                                + " over it.")
                .contains("Process 1 (server) tried to connect to 10.0.0.8:80 (tcp) and was refused.")
                .contains("Process 1 (server) listened on 10.0.0.1:8080 (tcp).")
                .anyMatch(text -> text.startsWith("Process 1 (server) accepted a connection from 10.0.0.7:5000")
                        && text.endsWith("11 bytes were received and 0 bytes sent over it."));
    }

    @Test
    void aConnectionOfTheParentIsNamedWithItsMaker() throws IOException, RequestException {
        Workload workload = started()
                .tcp(3)
                .connect(3, 9, 443, 0)
                .fork(2)
                .as(2)
                .exec("/bin/cat", "cat")
                .write(3, 77)
                .exit(0);
        assertThat(story(workload, "2"))
                .contains("Process 2 (cat) sent 77 bytes over the connection of process 1 with 10.0.0.9:443.");
    }

    @Test
    void aShellOnASocketIsSaidOnceForTheShellAndItsChildren() throws IOException, RequestException {
        Workload workload = started()
                .fork(2)
                .as(2)
                .tcp(3)
                .connect(3, 9, 4444, 0)
                .dup2(3, 0)
                .dup2(3, 1)
                .exec("/bin/sh", "/bin/sh")
                .fork(3)
                .as(3)
                .exec("/bin/id", "id")
                .exit(0);
        assertThat(story(workload, "2"))
                .filteredOn(text -> text.startsWith("Standard input"))
                .singleElement()
                .asString()
                .startsWith("Standard input and output of process 2 (sh) were the connection ")
                .contains("10.0.0.9:4444");
    }

    @Test
    void aProgramThatWasWrittenHasItsWriterAndDigest() throws IOException, RequestException {
        Workload workload = started()
                .open("/tmp/x", CREATE_NEW, 3)
                .write(3, 10)
                .close(3)
                .fork(2)
                .as(2)
                .exec(ExecveInfo.newBuilder().setBinaryMode(0100755), "/tmp/x")
                .exit(9);
        assertThat(story(workload, "2"))
                .contains("This program, /tmp/x, was not from the image: its file was last written by process 1"
                        + " (server), at evt:4.")
                .contains("Process 2 (x) was ended by SIGKILL.");
    }

    @Test
    void whatTheLoaderReadsIsFoldedUnlessItWasAskedFor() throws IOException, RequestException {
        Workload workload = started()
                .fork(2)
                .as(2)
                .exec("/bin/cat", "cat", "/etc/passwd")
                .open("/etc/ld.so.cache", Workload.READ, 3)
                .open("/lib/x86_64-linux-gnu/libc.so.6", Workload.READ, 3)
                .read(3, 832)
                .open("/usr/lib/locale/C.utf8/LC_CTYPE", Workload.READ, 3)
                .open("/etc/passwd", Workload.READ, 3)
                .read(3, 900)
                .exit(0);
        assertThat(story(workload, "2"))
                .contains("Process 2 (cat) read 900 bytes from /etc/passwd.")
                .contains("Left out: 3 uses of 3 files of the dynamic loader, libraries, locales, name service, /proc,"
                        + " /sys and /dev.")
                .noneMatch(text -> text.contains("libc"));
    }

    @Test
    void manyOfAKindAreOneSentence() throws IOException, RequestException {
        Workload workload = started();
        for (int i = 0; i < 20; i++) {
            workload.open("/srv/data/deep/file" + i, Workload.READ, 3)
                    .read(3, 10)
                    .close(3);
        }
        assertThat(story(workload, "1"))
                .contains("Process 1 (server) read 20 files below /srv/data, 200 bytes, until evt:61.")
                .noneMatch(text -> text.contains("file7"));
    }

    @Test
    void identitiesAndAttemptsAreTold() throws IOException, RequestException {
        Workload workload = started()
                .setuid(1000, 0)
                .by(1000)
                .open("/etc/shadow", Workload.READ, -13)
                .attempt("/no/such", -Workload.ENOENT, "ghost")
                .exit(0);
        assertThat(story(workload, "1"))
                .contains("Process 1 (server) tried to open /etc/shadow, which failed with EACCES.")
                .contains("Process 1 (server) tried to run \"ghost\" (/no/such), which failed.")
                .anyMatch(text -> text.startsWith("Process 1 (server) changed its identity from \"uid=0")
                        && text.contains("uid=1000"));
    }

    @Test
    void toolsThatChangeFilesSayWhatTheyWereAskedFor() throws IOException, RequestException {
        Workload workload = started()
                .fork(2)
                .as(2)
                .exec("/bin/rm", "rm", "-rf", "/var/log/auth.log")
                .raw(263, 0)
                .raw(263, -2)
                .exit(0);
        assertThat(story(workload, "2"))
                .contains("Process 2 (rm) was asked to delete /var/log/auth.log; whether it did is not in the trace,"
                        + " but its exit code was 0.")
                .contains("Process 2 (rm) called unlinkat 2 times, 1 of them in vain; the trace does not have the"
                        + " paths.");
    }

    @Test
    void aGapIsASentence() throws IOException, RequestException {
        Workload workload = started()
                .open("/srv/a", Workload.READ, 3)
                .gap(5)
                .open("/srv/b", Workload.READ, 4)
                .exit(0);
        assertThat(story(workload, "1"))
                .anyMatch(text -> text.startsWith("5 messages were lost")
                        && text.endsWith("what happened then is not in this story, and what follows may lack its"
                                + " beginning."));
    }

    @Test
    void anIdThatWasUsedAgainMeansTheLastProcessUnlessAnEventIsGiven() throws IOException, RequestException {
        Workload workload = started()
                .fork(2)
                .as(2)
                .exec("/bin/first", "first")
                .exit(0)
                .as(1)
                .fork(2)
                .as(2)
                .exec("/bin/second", "second")
                .exit(0);
        Answer last = Asking.ask(workload, "story 2");
        assertThat(last.texts()).anyMatch(text -> text.contains("second")).noneMatch(text -> text.contains("first"));
        assertThat(last.notes()).singleElement().asString().startsWith("the id 2 was used by 2 processes: 2@evt:3 ");
        Answer first = Asking.ask(workload, "story 2@evt:4");
        assertThat(first.texts()).anyMatch(text -> text.contains("first")).noneMatch(text -> text.contains("second"));
        assertThat(first.notes()).isEmpty();
        assertThat(Asking.ask(workload, "who 2@evt:4").column("name")).containsExactly("first", "server");
        assertThat(Asking.ask(workload, "ps 2@evt:4").column("name")).containsExactly("first");
        assertThat(Asking.ask(workload, "pstree 2@evt:4").column("name")).containsExactly("first");
        assertThat(Asking.ask(workload, "pstree 2").column("name")).containsExactly("first", "second");
        assertThat(Asking.ask(workload, "story 3@evt:4").notes())
                .containsExactly("evt:4 is not an event of a process 3: its process is 2");
    }

    @Test
    void containersAndUsersChooseProcesses() throws IOException, RequestException {
        Workload workload = started()
                .open("/srv/one", Workload.READ, 3)
                .in("c2")
                .as(5)
                .start("/bin/other")
                .by(33)
                .open("/srv/two", Workload.READ, 3);
        assertThat(story(workload, "--container c2"))
                .anyMatch(text -> text.contains("/srv/two"))
                .noneMatch(text -> text.contains("/srv/one"));
        assertThat(story(workload, "--user 33"))
                .anyMatch(text -> text.contains("/srv/two"))
                .noneMatch(text -> text.contains("/srv/one"));
        Answer none = Asking.ask(workload, "story --container nope");
        assertThat(none.rows()).isEmpty();
        assertThat(none.notes()).anyMatch(note -> note.startsWith("no container has this id or name"));
        assertThatThrownBy(() -> Asking.ask(workload, "story"))
                .hasMessage("story: expected one PID, --container ID or --user NAME");
        assertThatThrownBy(() -> Asking.ask(workload, "story 1 --user 33")).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> Asking.ask(workload, "story x@evt:1")).hasMessageContaining("13@evt:120");
    }

    @Test
    void hostileNamesAreQuotedAndEscaped() throws IOException, RequestException {
        String rightToLeft = "/srv/\u202egpj.exe";
        Workload workload = started()
                .fork(2)
                .as(2)
                .exec("/srv/a b. It was harmless", "\u001b[31mred\nProcess 1 exited")
                .open(rightToLeft, CREATE_NEW, 3)
                .write(3, 1)
                .open("/srv/\"both' `kinds`", Workload.READ, 4)
                .read(4, 1)
                .exit(0);
        List<String> texts = story(workload, "1");
        assertThat(texts)
                .anyMatch(text -> text.contains("\"\\x1b[31mred\\nProcess 1 exited\""))
                .anyMatch(text -> text.contains("(\"/srv/a b. It was harmless\")"))
                .anyMatch(text -> text.contains("'/srv/\"both'' `kinds`'"))
                .allSatisfy(text -> assertThat(text.codePoints())
                        .noneMatch(c -> Character.isISOControl(c) || c >= 0x202a && c <= 0x202e));
    }

    @Test
    void storiesOfSeveralTracesAreNumbered() throws IOException, RequestException {
        Answer answer = Asking.files("story 1", Asking.sample("pod-2026"), Asking.sample("web-break-in"));
        assertThat(answer.column("trace")).contains("1", "2").isSorted();
    }

    @Test
    void anEmptyTraceHasNoStory() throws IOException, RequestException {
        assertThat(Asking.ask(new Workload(), "story 1").rows()).isEmpty();
    }

    @Test
    void stagesWorkOnSentences() throws IOException, RequestException {
        Answer answer = Asking.files("story 13 | where text contains shadow | count", Asking.sample("web-break-in"));
        assertThat(answer.column("count")).containsExactly("2");
    }
}
