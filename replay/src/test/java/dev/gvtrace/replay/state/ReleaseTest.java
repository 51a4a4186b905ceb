// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.Choices;
import dev.gvtrace.proto.testing.SharedData;
import dev.gvtrace.replay.decode.Traces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are released by one thread and given to another between enter and exit of the release. */
class ReleaseTest {
    private static final int THREAD = 0x50f00;
    private static final int FILES_ONLY = 0x400;

    private TestSentry sentry = twoThreads();

    private static TestSentry twoThreads() {
        TestSentry sentry = new TestSentry();
        sentry.start("/", "/bin/worker");
        sentry.clone(2, 1, THREAD);
        return sentry;
    }

    private TestSentry one() {
        return sentry.as(1, 1);
    }

    private TestSentry two() {
        return sentry.as(2, 1);
    }

    private void closeEnter(int fd) {
        sentry.send(8, new Fields().number(3, 3).number(4, fd));
    }

    private void enter(boolean sent, int sysno, int old, int target) {
        if (sent) {
            sentry.send(19, new Fields().number(3, sysno).number(4, old).number(5, target));
        }
    }

    private String name(int fd) {
        FdInfo known = sentry.fd(1, fd);
        return known == null ? null : known.name();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesWhatTheNumberStoodForAtItsEnter(boolean enters) {
        one().open("/first", 3);
        two();
        if (enters) {
            closeEnter(3);
        }
        one().open("/second", 3);

        assertThat(two().close(3, 0).fdName()).isEqualTo("/first");
        assertThat(name(3)).isEqualTo("/second");
        assertThat(two().close(3, 0).fdName()).isEqualTo("/second");
        assertThat(name(3)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesTheNextReleaseOfAnotherThreadForIt(boolean enters) {
        one().open("/first", 3);
        two();
        if (enters) {
            closeEnter(3);
        }
        one().open("/second", 3);
        if (enters) {
            closeEnter(3);
        }
        assertThat(one().close(3, 0).fdName()).isEqualTo("/second");
        one().open("/third", 3);

        assertThat(two().close(3, 0).fdName()).isEqualTo("/first");
        assertThat(name(3)).isEqualTo("/third");
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 292})
    void replacesWhatTheNumberStoodForAtTheEnterOfACopy(int sysno) {
        for (boolean enters : new boolean[] {false, true}) {
            sentry = twoThreads();
            one().open("/source", 9);
            one().open("/first", 3);
            two();
            enter(enters, sysno, 9, 3);
            one().open("/second", 3);
            EventContext copied = two().dup(sysno, 9, 3, 0, 3);

            assertThat(copied.fdNumber()).isEqualTo(3);
            assertThat(copied.fdName()).isEqualTo("/source");
            assertThat(name(3)).isEqualTo("/second");
            two().dup(sysno, 9, 3, 0, 3);
            assertThat(name(3)).isEqualTo("/source");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesTheRangeAsItWas(boolean enters) {
        one().open("/first", 3);
        one().open("/kept", 2);
        one().open("/other", 4);
        two();
        if (enters) {
            sentry.send(6, new Fields().number(4, 436).number(5, 3).number(6, 0xffffffffL));
        }
        one().open("/second", 3);
        two().raw(436, 0, 3, 0xffffffffL, 0);

        assertThat(sentry.process(1).mainThread().descriptors().all())
                .extracting(FdInfo::name)
                .containsExactly("/kept", "/second");
    }

    @Test
    void sharesReleasesAmongProcessesThatShareTheTable() {
        sentry.as(1, 1).clone(5, 5, FILES_ONLY);
        one().open("/first", 3);
        sentry.as(5, 5).open("/second", 3);

        assertThat(one().read(3, "", 1).fdName()).isEqualTo("/second");
        assertThat(two().close(3, 0).fdName()).isEqualTo("/first");
        assertThat(sentry.as(5, 5).read(3, "", 1).fdName()).isEqualTo("/second");
    }

    @Test
    void aThreadWithLaterMessagesReleasesTheNewOne() {
        one().open("/first", 3);
        one().open("/second", 3);
        two().read(7, "", 1);

        assertThat(two().close(3, 0).fdName()).isEqualTo("/second");
        assertThat(name(3)).isNull();
    }

    @Test
    void concludesNothingWhereOneThreadHasTheTable() {
        TestSentry alone = new TestSentry();
        alone.start("/", "/bin/sh");
        alone.open("/first", 3);
        alone.open("/second", 3);

        assertThat(alone.close(3, 0).fdName()).isEqualTo("/second");
        assertThat(alone.fd(1, 3)).isNull();
    }

    @Test
    void concludesNothingAcrossLosses() {
        one().open("/first", 3);
        one().open("/second", 3);
        sentry.losing(1);

        assertThat(two().close(3, 0).fdName()).isEqualTo("/second");
    }

    @Test
    void neverClosesWhatWasOpenedAfterItsEnter() {
        two();
        closeEnter(3);
        one().open("/second", 3);

        assertThat(two().close(3, 0).fd()).isNull();
        assertThat(name(3)).isEqualTo("/second");
    }

    @Test
    void countsReleasesWhenTwoCloseTheSameNumber() {
        one().open("/first", 3);
        two();
        closeEnter(3);
        one();
        closeEnter(3);
        assertThat(one().close(3, 0).fdName()).isEqualTo("/first");
        one().open("/second", 3);

        assertThat(two().close(3, 0).fdName()).isEqualTo("/second");
        assertThat(name(3)).isNull();
    }

    @Test
    void keepsACopyThatTookTheNumberMeanwhile() {
        one().open("/first", 3);
        one().open("/source", 9);
        two();
        closeEnter(3);
        one();
        enter(true, 33, 9, 3);
        one().dup(33, 9, 3, 0, 3);

        assertThat(two().close(3, 0).fdName()).isEqualTo("/first");
        assertThat(name(3)).isEqualTo("/source");
    }

    @Test
    void doesNotGiveAChildWhatIsBeingClosed() {
        one().open("/first", 3);
        one().open("/kept", 4);
        two();
        closeEnter(3);
        one().fork(7);
        two().close(3, 0);

        assertThat(sentry.fd(7, 3)).isNull();
        assertThat(sentry.fd(7, 4)).isNotNull();
    }

    @Test
    void closesInTheNewImageWhatDyingThreadsClose() {
        one().open("/first", 3);
        one().openat(TestSentry.AT_FDCWD, "/gone", TestSentry.CLOEXEC, 4);
        one().execve("/bin/other");
        one().execveInfo("/bin/other", "/bin/other", "other");
        assertThat(two().close(3, 0).fdName()).isEqualTo("/first");
        assertThat(two().close(4, 0).fdName()).isEqualTo("/gone");

        assertThat(sentry.process(1).mainThread().descriptors().all()).isEmpty();
    }

    @Test
    void keepsABoundedNumberOfReleases() {
        for (int round = 0; round < 1000; round++) {
            one().open("/f", 3 + round % 200);
        }

        assertThat(sentry.process(1).mainThread().descriptors().weigh(-1)).isLessThan(120_000);
    }

    /** The sandbox's side: a table, and one release that may take its time. */
    @Property(tries = 300)
    void hasTheSameAnswersWithAndWithoutEnters(@ForAll("choices") Choices choices) {
        assertThat(played(choices.fromStart(), true)).isEqualTo(played(choices.fromStart(), false));
    }

    @Provide
    Arbitrary<Choices> choices() {
        return Choices.upTo(200);
    }

    private List<String> played(Choices choices, boolean enters) {
        sentry = twoThreads();
        TreeMap<Integer, String> open = new TreeMap<>();
        List<String> told = new ArrayList<>();
        int closing = -1;
        String released = null;
        for (int step = 0; step < 60; step++) {
            int number = 3 + choices.nextInt(4);
            if (closing >= 0 && choices.nextInt(4) == 0) {
                told.add(two().close(closing, 0).fdName());
                assertThat(told.get(told.size() - 1)).isEqualTo(released);
                closing = -1;
            } else if (closing < 0 && open.containsKey(number) && choices.nextInt(3) == 0) {
                closing = number;
                released = open.remove(number);
                two();
                if (enters) {
                    closeEnter(number);
                }
            } else if (open.containsKey(number) && choices.nextInt(3) == 0) {
                one();
                if (enters) {
                    closeEnter(number);
                }
                told.add(one().close(number, 0).fdName());
                assertThat(told.get(told.size() - 1)).isEqualTo(open.remove(number));
            } else if (open.containsKey(number)) {
                told.add(one().read(number, "", 1).fdName());
                assertThat(told.get(told.size() - 1)).isEqualTo(open.get(number));
            } else {
                int free = 3;
                while (open.containsKey(free)) {
                    free++;
                }
                open.put(free, "/file" + step);
                one().open("/file" + step, free);
            }
        }
        if (closing >= 0) {
            two().close(closing, 0);
        }
        Map<Integer, String> known = new TreeMap<>();
        for (FdInfo fd : sentry.process(1).mainThread().descriptors().all()) {
            known.put(fd.number(), fd.name());
        }
        assertThat(known).isEqualTo(open);
        return told;
    }

    @Test
    void answersTheRaceOfTheConformanceData() throws IOException {
        List<byte[]> packets =
                Traces.packets(SharedData.find("conformance/streams").resolve("close-race.trace"));
        List<byte[]> exits =
                packets.stream().filter(ReleaseTest::isNoCloseEnter).toList();
        List<String> answers = List.of(
                "6 close /etc/first",
                "7 read /etc/second",
                "8 close /etc/second",
                "11 close /etc/fourth",
                "13 read /etc/fifth");

        assertThat(exits).hasSize(packets.size() - 3);
        assertThat(uses(packets)).containsExactlyElementsOf(answers);
        assertThat(uses(exits)).containsExactlyElementsOf(answers);
    }

    /** False for messages of type 8 without a field 2. */
    private static boolean isNoCloseEnter(byte[] packet) {
        if (packet[2] != 8) {
            return true;
        }
        int behindContext = 8 + 2 + packet[9];
        return packet[behindContext] == 0x12;
    }

    private static List<String> uses(List<byte[]> packets) {
        TestSentry sentry = new TestSentry();
        List<String> uses = new ArrayList<>();
        for (byte[] packet : packets) {
            int before = sentry.types.size();
            EventContext applied = sentry.packet(packet);
            String type = sentry.types.size() == before ? "" : sentry.types.get(sentry.types.size() - 1);
            if (type.equals("close") || type.equals("read")) {
                uses.add(applied.number() + " " + type + " " + applied.fdName());
            }
        }
        sentry.end();
        return uses;
    }
}
