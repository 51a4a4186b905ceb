// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that a sandbox can make grow is charged and counted; the order of removal. {@link MemoryBudgetTest}
 * has the heap.
 */
class StateSizeTest {
    private static final long NO_LIMIT = 1L << 40;
    private static final long THREAD = 0x50f00;
    private static final int SHORT = 40;
    private static final int LONG = 240;

    private static TestSentry sentry() {
        SandboxState state = new SandboxState(1);
        TestSentry sentry = new TestSentry(state, new MemoryBudget(state, NO_LIMIT));
        sentry.start("/", "/bin/sh");
        return sentry;
    }

    private static long charged(TestSentry sentry) {
        sentry.builder().settle();
        return sentry.builder().heldBytes();
    }

    private static long counted(TestSentry sentry) {
        sentry.builder().keepWithin(NO_LIMIT);
        return sentry.builder().heldBytes();
    }

    private static void execute(TestSentry sentry, String path, String execfn, Fields more, String... arguments) {
        sentry.as(1).execveInfo(path, execfn, more, arguments);
        sentry.read(0, "", 0);
    }

    private static void execute(TestSentry sentry, Fields more) {
        execute(sentry, "/bin/a", "/bin/a", more, "a");
    }

    private static void facts(TestSentry sentry, String members) {
        sentry.builder().facts(Text.ofUtf8("container"), ByteText.bytes("{\"id\":\"c1\"," + members + "}"));
    }

    private static Fields standard(int mode, String path) {
        return new Fields().number(1, mode).number(2, 5).text(3, path);
    }

    private static Fields sibling(String name) {
        return new Fields().message(1, new Fields().number(2, 8).text(9, name));
    }

    private static byte[] unixAddress(String path) {
        return ByteText.bytes("\1\0/" + path);
    }

    private static Arguments text(String where, BiConsumer<TestSentry, String> tell) {
        return Arguments.of(where, tell);
    }

    static Stream<Arguments> programTexts() {
        return Stream.of(
                text("argument", (sentry, text) -> execute(sentry, "/bin/a", "/bin/a", new Fields(), "a", text)),
                text("variable", (sentry, text) -> execute(sentry, new Fields().text(4, text))),
                text("path", (sentry, text) -> execute(sentry, "/" + text, "/bin/a", new Fields(), "a")),
                text("path as passed", (sentry, text) -> execute(sentry, "/bin/a", text + "/a", new Fields(), "a")),
                text("digest", (sentry, text) -> execute(sentry, digest(8, text))),
                text("older digest", (sentry, text) -> execute(sentry, digest(16, text))),
                text("standard input", (s, text) -> execute(s, new Fields().message(12, standard(0x81a4, "/" + text)))),
                text("input that was closed", (sentry, text) -> {
                    execute(sentry, new Fields().message(12, standard(0x81a4, "/" + text)));
                    sentry.close(0, 0);
                }),
                text("listed name", (sentry, text) -> list(sentry, ",\"comm\":\"" + text + "\"}")),
                text("listed path", (sentry, text) -> list(sentry, "},\"exe\":\"" + text + "\"")),
                text("listed argument", (s, text) -> list(s, "},\"args\":[\"a\",\"" + text + "\"]")),
                text("listed variable", (s, text) -> list(s, "},\"args\":[\"a\"],\"env\":[\"" + text + "\"]")),
                text("writer of the input", (s, text) -> execute(s, new Fields().message(21, sibling(text)))),
                text("reader of the output", (s, text) -> execute(s, new Fields().message(22, sibling(text)))));
    }

    private static void list(TestSentry sentry, String members) {
        sentry.builder().procfs(ByteText.bytes("{\"status\":{\"pid\":9" + members + "}"));
    }

    private static Fields digest(int field, String text) {
        return new Fields().number(5, 0x81ed).bytes(field, ByteText.bytes(text));
    }

    static Stream<Arguments> stateTexts() {
        return Stream.of(
                text(
                        "name",
                        (sentry, text) ->
                                sentry.with(new Fields().text(9, text)).read(0, "", 0)),
                text("working directory", (sentry, text) -> sentry.chdir("/" + text, 0)),
                text(
                        "told directory",
                        (s, text) -> s.with(new Fields().text(8, "/" + text)).read(0, "", 0)),
                text(
                        "root",
                        (sentry, text) -> sentry.send(
                                21, TestSentry.exit(0).number(3, 161).text(4, "/" + text))),
                text("file", (sentry, text) -> sentry.open("/" + text, 3)),
                text("the Sentry's path", (sentry, text) -> sentry.read(3, "/" + text, 1)),
                text("the Sentry's path of an opened file", (sentry, text) -> {
                    sentry.open("/a", 3);
                    sentry.read(3, "/" + text, 1);
                }),
                text("connected Unix socket", (sentry, text) -> {
                    sentry.socket(1, 1, 0, 3);
                    sentry.connect(3, unixAddress(text), 0);
                }),
                text("bound Unix socket", (sentry, text) -> {
                    sentry.socket(1, 1, 0, 3);
                    sentry.bind(3, unixAddress(text), 0);
                }),
                text("copy of a descriptor", (sentry, text) -> {
                    sentry.open("/" + text, 3);
                    sentry.close(3, 0);
                    sentry.open("/" + text, 3);
                    sentry.dup(32, 3, 0, 0, 4);
                    sentry.close(3, 0);
                }),
                text("released file", StateSizeTest::release));
    }

    /** Another thread gets the number before the close of the first is reported. */
    private static void release(TestSentry sentry, String text) {
        sentry.clone(2, 1, THREAD);
        sentry.open("/" + text, 3);
        sentry.as(2, 1).open("/b", 3);
    }

    static Stream<Arguments> containerTexts() {
        return Stream.of(
                text("container", (sentry, text) -> sentry.in(text).as(9).start("/", "/bin/b")),
                text(
                        "container of one that was met",
                        (s, text) -> s.in(text).as(9).read(0, "", 0)),
                text(
                        "facts of one without processes",
                        (sentry, text) -> sentry.builder()
                                .facts(
                                        Text.ofUtf8("container"),
                                        ByteText.bytes("{\"id\":\"c7\",\"k8s.pod.name\":\"" + text + "\"}"))),
                text("arguments of one that executed another program", (sentry, text) -> {
                    sentry.in("c2").as(9).start("/", "/bin/b", text);
                    sentry.execveInfo("/bin/a", "/bin/a", "a");
                    sentry.in("c1").as(1).read(0, "", 0);
                }),
                text("its arguments", (s, text) -> s.in("c2").as(9).start("/", "/bin/b", text)),
                text("its facts", (sentry, text) -> facts(sentry, "\"k8s.pod.name\":\"" + text + "\"")),
                text("name of a fact", (s, text) -> facts(s, "\"container.label." + text + "\":\"x\"")),
                text("user", (s, text) -> facts(s, "\"passwd\":[{\"name\":\"" + text + "\",\"uid\":1}]")),
                text(
                        "home",
                        (s, text) -> facts(s, "\"passwd\":[{\"name\":\"a\",\"uid\":1,\"home\":\"" + text + "\"}]")),
                text(
                        "shell",
                        (s, text) -> facts(s, "\"passwd\":[{\"name\":\"a\",\"uid\":1,\"shell\":\"" + text + "\"}]")),
                text("group", (s, text) -> facts(s, "\"group\":[{\"name\":\"" + text + "\",\"gid\":1}]")));
    }

    static Stream<Arguments> textsOfWhoIsGone() {
        return Stream.of(
                text("program of a zombie", (sentry, text) -> {
                    sentry.fork(2);
                    sentry.as(2).execveInfo("/bin/a", "/bin/a", new Fields().text(4, text), "a");
                    sentry.taskExit(0);
                }),
                text("directory of a silent thread", (sentry, text) -> {
                    sentry.chdir("/" + text, 0);
                    sentry.fork(2);
                    sentry.as(2).exitNotify();
                    sentry.as(1).chdir("/", 0);
                }),
                text("container of a silent thread's process", (sentry, text) -> {
                    sentry.chdir("/" + text, 0);
                    sentry.fork(2);
                    sentry.as(2).exitNotify();
                    sentry.as(1).taskExit(0);
                }),
                text("program of a silent thread's parent that ended", (sentry, text) -> {
                    sentry.fork(2);
                    sentry.as(2).execveInfo("/bin/a", "/bin/a", new Fields().text(4, text), "a");
                    sentry.fork(3);
                    sentry.taskExit(0);
                    endMany(sentry);
                    sentry.as(3).clone(4, 4, 0);
                    sentry.execve("/bin/b", "b");
                }),
                text("program of a silent process that ended", (sentry, text) -> {
                    sentry.fork(2);
                    sentry.as(2).execveInfo("/bin/a", "/bin/a", new Fields().text(4, text), "a");
                    sentry.fork(3);
                    sentry.as(3).exitNotify();
                    sentry.as(2).taskExit(0);
                    endMany(sentry);
                }),
                text("file of a leader that another thread replaced", (sentry, text) -> {
                    sentry.clone(2, 1, 0x10000);
                    sentry.open("/" + text, 3);
                    sentry.as(2, 1).execve("/bin/true", "true");
                    sentry.execveInfo("/bin/true", "/bin/true", "true");
                    sentry.as(1).read(0, "", 0);
                }));
    }

    /** So that those that ended before are remembered for another reason only. */
    private static void endMany(TestSentry sentry) {
        for (int pid = 100; pid < 100 + Limits.ZOMBIES; pid++) {
            sentry.as(1).fork(pid);
            sentry.as(pid).taskExit(0);
        }
        sentry.as(1).read(0, "", 0);
    }

    static Stream<Arguments> texts() {
        return Stream.of(programTexts(), stateTexts(), containerTexts(), textsOfWhoIsGone())
                .flatMap(rows -> rows);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void countsTextsWhereverTheyAre(String where, BiConsumer<TestSentry, String> tell) {
        TestSentry few = sentry();
        TestSentry many = sentry();
        tell.accept(few, "s".repeat(SHORT));
        tell.accept(many, "l".repeat(LONG));
        assertThat(charged(many) - charged(few)).as("charged").isGreaterThanOrEqualTo(LONG - SHORT);
        assertThat(charged(many)).as("charged").isGreaterThanOrEqualTo(counted(many));
        assertThat(counted(many) - counted(few)).as("counted").isBetween((long) LONG - SHORT, 6L * (LONG - SHORT));
    }

    @Test
    void chargesTheTextsThatAreMadeOfArgumentsBeforehand() {
        TestSentry few = sentry();
        TestSentry many = sentry();
        execute(few, "/bin/a", "/bin/a", new Fields(), "a", "s".repeat(SHORT));
        execute(many, "/bin/a", "/bin/a", new Fields(), "a", "l".repeat(LONG));
        long charged = charged(many) - charged(few);
        long counted = counted(many) - counted(few);
        assertThat(few.process(1).commandLine()).endsWith("s");
        assertThat(many.process(1).commandLine()).endsWith("l");
        assertThat(counted(many) - counted(few)).isEqualTo(counted + 2 * (LONG - SHORT));
        assertThat(charged).isGreaterThanOrEqualTo(counted + 2 * (LONG - SHORT));
    }

    @Test
    void countsTheDirectoryOfAContainerBesideThatOfItsProcess() {
        TestSentry few = sentry();
        TestSentry many = sentry();
        few.in("c2").as(9).start("/" + "s".repeat(SHORT), "/bin/b");
        many.in("c2").as(9).start("/" + "l".repeat(LONG), "/bin/b");
        assertThat(counted(many) - counted(few)).isEqualTo(2 * (LONG - SHORT));
    }

    @Test
    void countsTablesAndNamespaces() {
        TestSentry none = new TestSentry();
        assertThat(counted(none)).as("two tables of sixteen").isGreaterThan(2 * 16 * 8);
        TestSentry one = sentry();
        TestSentry many = sentry();
        for (int pid = 2; pid < 42; pid++) {
            one.as(1).fork(pid);
            many.as(1).clone(pid, pid, TaskIds.CLONE_NEWPID);
        }
        assertThat(counted(many) - counted(one)).isGreaterThanOrEqualTo(40 * MemoryBudget.NAMESPACE);
        long before = counted(one);
        one.as(1).raw(272, 0, TaskIds.CLONE_NEWPID);
        one.read(0, "", 0);
        assertThat(counted(one) - before).as("of children to come").isGreaterThanOrEqualTo(MemoryBudget.NAMESPACE);
    }

    private static Arguments things(String what, ObjIntConsumer<TestSentry> make) {
        return Arguments.of(what, make);
    }

    static Stream<Arguments> things() {
        return Stream.of(
                things("processes", (sentry, i) -> sentry.as(1).fork(2 + i)),
                things("threads", (sentry, i) -> sentry.as(1).clone(2 + i, 1, THREAD)),
                things(
                        "containers",
                        (sentry, i) -> sentry.in("c" + (2 + i)).as(2 + i).start("/", "/bin/b")),
                things("descriptors apart", (sentry, i) -> sentry.as(1).open("/", 16 * i)),
                things("descriptors side by side", (sentry, i) -> sentry.as(1).open("/", i)),
                things("tables torn apart", (sentry, i) -> {
                    sentry.as(1).open("/", 3);
                    sentry.fork(2 + i);
                    sentry.as(2 + i).close(3, 0);
                }),
                things("sockets", (sentry, i) -> sentry.as(1).socket(2, 1, 0, i)),
                things("facts", (sentry, i) -> facts(sentry, "\"k8s.pod.label." + i + "\":true")),
                things("namespaces", (sentry, i) -> sentry.as(1).clone(2 + i, 2 + i, TaskIds.CLONE_NEWPID)),
                things("namespaces to come", (sentry, i) -> {
                    sentry.as(1).clone(2 + i, 1, THREAD);
                    sentry.as(2 + i, 1).raw(272, 0, TaskIds.CLONE_NEWPID);
                    sentry.read(0, "", 0);
                }),
                things("zombies", (sentry, i) -> {
                    sentry.as(1).fork(2 + i);
                    sentry.as(2 + i).taskExit(0);
                }),
                things("silent threads", (sentry, i) -> {
                    sentry.as(1).fork(2 + i);
                    sentry.as(2 + i).exitNotify();
                }),
                things("programs with binaries", (sentry, i) -> {
                    sentry.as(1).fork(2 + i);
                    sentry.as(2 + i).execveInfo("/bin/a", "/bin/a", new Fields().number(5, 0x81ed), "a");
                    sentry.read(0, "", 0);
                }));
    }

    /** Nothing of all this takes less than a header and a reference or two. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("things")
    void countsThingsOneByOne(String what, ObjIntConsumer<TestSentry> make) {
        TestSentry few = sentry();
        TestSentry many = sentry();
        for (int i = 0; i < 50; i++) {
            if (i < 10) {
                make.accept(few, i);
            }
            make.accept(many, i);
        }
        long least = 40 * 24;
        assertThat(charged(many) - charged(few)).as("charged").isGreaterThan(least);
        assertThat(counted(many) - counted(few)).as("counted").isBetween(least, 40 * 3000L);
    }

    @Test
    void countsAccountsOneByOne() {
        StringBuilder users = new StringBuilder();
        StringBuilder groups = new StringBuilder();
        long before = 0;
        for (int i = 0; i < 50; i++) {
            users.append(i == 0 ? "" : ",").append("{\"name\":\"u\",\"uid\":" + i + "}");
            groups.append(i == 0 ? "" : ",").append("{\"name\":\"g\",\"gid\":" + i + "}");
            if (i == 9 || i == 49) {
                TestSentry sentry = sentry();
                facts(sentry, "\"passwd\":[" + users + "],\"group\":[" + groups + "]");
                long charged = charged(sentry);
                long counted = counted(sentry);
                assertThat(charged).isGreaterThanOrEqualTo(counted);
                assertThat(counted - before).isGreaterThan(40 * 48);
                before = counted;
            }
        }
    }

    /** Programs, environments, directories, tables and containers are shared by a fork, and counted once. */
    @Test
    void countsOnceWhatIsShared() {
        TestSentry sentry = sentry();
        String text = "t".repeat(3000);
        sentry.in("c".repeat(3000)).as(2).start("/" + text, "/bin/sh", text);
        sentry.open("/" + text, 3);
        facts(sentry, "\"container.name\":\"" + text + "\"");
        long one = counted(sentry);
        for (int i = 3; i < 40; i++) {
            sentry.as(2).clone(i, i, 0x600);
            sentry.as(i).read(0, "", 0);
        }
        assertThat(counted(sentry) - one).isLessThan(37 * 2000);
        sentry.as(2).fork(40);
        assertThat(counted(sentry) - one).as("its directory").isLessThan(37 * 2000 + 5000);
    }

    // What is forgotten

    private static TestSentry ofTwoContainers() {
        TestSentry sentry = sentry();
        facts(
                sentry,
                "\"k8s.pod.name\":\"p\",\"passwd\":[{\"name\":\"root\",\"uid\":0}],\"group\":[{\"name\":\"wheel\",\"gid\":0}]");
        sentry.as(1).chdir("/srv", 0);
        sentry.send(21, TestSentry.exit(0).number(3, 161).text(4, "/jail"));
        sentry.open("/a", 3);
        sentry.clone(7, 1, THREAD);
        sentry.as(1).fork(2);
        sentry.as(2).execveInfo("/bin/tool", "/bin/tool", new Fields().text(4, "E" + "e".repeat(3000)), "tool", "x");
        sentry.open("/b", 3);
        sentry.fork(3);
        sentry.as(2).taskExit(0);
        sentry.as(3).with(new Fields().number(10, 2)).read(0, "", 0);
        sentry.as(1).fork(4);
        sentry.as(4).exitNotify();
        counted(sentry);
        return sentry;
    }

    @Test
    void forgetsEnvironmentsAndDescriptorsFirst() {
        TestSentry sentry = ofTwoContainers();
        SilentThread silent = sentry.state.silentThreads().get(0);
        ProcessInfo ended = sentry.state.process(3).parent();
        sentry.builder().keepWithin(sentry.builder().heldBytes() - 3000);

        assertThat(sentry.state.forgotten()).isOne();
        assertThat(sentry.state.processCount()).isEqualTo(2);
        assertThat(ended.exited()).isTrue();
        for (ProcessInfo process : new ProcessInfo[] {sentry.state.process(1), sentry.state.process(3), ended}) {
            assertThat(process.program().environment()).isEmpty();
            assertThat(process.program().environmentKnown()).isFalse();
            assertThat(process.program().argv()).isNotEmpty();
        }
        assertThat(sentry.state.threads()).allSatisfy(thread -> {
            assertThat(thread.descriptors().size()).isZero();
            assertThat(thread.directories().cwd()).isEqualTo("/srv");
        });
        assertThat(silent.thread().descriptors().size()).isZero();
        assertThat(silent.thread().directories().cwd()).isEqualTo("/srv");
        ContainerInfo container = sentry.state.container("c1");
        assertThat(container.environment()).isEmpty();
        assertThat(container.arguments()).containsExactly("/bin/sh");
        assertThat(container.facts()).containsEntry("k8s.pod.name", "p");
        assertThat(container.user(0)).isNotNull();
    }

    @Test
    void forgetsTheDescriptorsOfALeaderThatAnotherThreadReplaced() {
        TestSentry sentry = sentry();
        sentry.clone(2, 1, 0x10000);
        sentry.open("/a", 3);
        sentry.as(2, 1).execve("/bin/true", "true");
        sentry.execveInfo("/bin/true", "/bin/true", "true");
        sentry.builder().keepWithin(counted(sentry) - 1);
        EventContext end = sentry.as(1).taskExit(0);
        assertThat(end.thread().name()).as("the former").isEqualTo("sh");
        assertThat(end.thread().fd(3)).isNull();
    }

    @Test
    void processesKeepOneProgramWhenItsEnvironmentIsForgotten() {
        TestSentry sentry = sentry();
        sentry.fork(2);
        sentry.builder().keepWithin(counted(sentry) - 1);
        assertThat(sentry.state.process(2).program())
                .isSameAs(sentry.state.process(1).program());
        assertThat(sentry.state.process(1).program().environmentKnown()).isFalse();
    }

    @Test
    void forgetsProgramsDirectoriesAndFactsNext() {
        TestSentry sentry = ofTwoContainers();
        SilentThread silent = sentry.state.silentThreads().get(0);
        ProcessInfo ended = sentry.state.process(3).parent();
        ContainerInfo container = sentry.state.container("c1");
        sentry.builder().keepWithin(sentry.builder().heldBytes() - 3000);
        long withoutDescriptors = sentry.builder().heldBytes();
        sentry.builder().keepWithin(withoutDescriptors - 1);

        assertThat(sentry.state.processCount()).isEqualTo(2);
        assertThat(sentry.builder().heldBytes()).isLessThan(withoutDescriptors);
        assertThat(sentry.state.process(1).name()).as("names stay").isEqualTo("sh");
        for (ProcessInfo process : new ProcessInfo[] {sentry.state.process(1), sentry.state.process(3), ended}) {
            assertThat(process.program()).isSameAs(Program.UNKNOWN);
            assertThat(process.exe()).isEmpty();
            assertThat(process.commandLine()).isEqualTo(process.name());
        }
        assertThat(sentry.state.threads()).allSatisfy(StateSizeTest::hasNoDirectories);
        hasNoDirectories(silent.thread());
        assertThat(container.arguments()).isEmpty();
        assertThat(container.facts()).isEmpty();
        assertThat(container.user(0)).isNull();
        assertThat(container.groupName(0)).isNull();
    }

    private static void hasNoDirectories(ThreadInfo thread) {
        assertThat(thread.directories().cwdKnown()).isFalse();
        assertThat(thread.directories().cwd()).isEmpty();
        assertThat(thread.directories().root()).isEqualTo(PathResolver.UNKNOWN_DIRECTORY);
    }

    @Test
    void forgetsProcessesFromTheEldestOnAndAllElseWithTheLast() {
        TestSentry sentry = sentry();
        for (int pid = 2; pid < 200; pid++) {
            sentry.as(pid).read(0, "", 0);
        }
        sentry.fork(500);
        sentry.as(500).exitNotify();
        long all = counted(sentry);
        sentry.builder().keepWithin(all / 3);
        assertThat(sentry.state.processCount()).isBetween(20, 110);
        assertThat(sentry.state.process(1)).isNull();
        assertThat(sentry.state.process(199)).isNotNull();
        assertThat(sentry.builder().heldBytes()).isLessThanOrEqualTo(all / 3);

        sentry.builder().keepWithin(0);
        assertThat(sentry.state.processes()).isEmpty();
        assertThat(sentry.state.threads()).isEmpty();
        assertThat(sentry.state.containers()).isEmpty();
        assertThat(sentry.state.silentThreads()).isEmpty();
        assertThat(sentry.state.silentUnlisted()).as("not listed any more").isPositive();
        assertThat(sentry.builder().heldBytes()).isLessThan(1000);
        sentry.as(1).open("/a", 3);
        assertThat(sentry.fd(1, 3).name()).isEqualTo("/a");
    }

    @Test
    void forgetsNothingThatFits() {
        TestSentry sentry = sentry();
        sentry.open("/a", 3);
        long held = counted(sentry);
        sentry.builder().keepWithin(held);
        assertThat(sentry.state.forgotten()).isZero();
        assertThat(sentry.fd(1, 3)).isNotNull();
    }

    // When

    private static TestSentry within(long limit, long first, Runnable beforeGrowth) {
        SandboxState state = new SandboxState(1);
        TestSentry sentry = new TestSentry(state, new MemoryBudget(state, limit, first, beforeGrowth));
        sentry.start("/", "/bin/sh");
        return sentry;
    }

    @Test
    void countsAnewWhenChargesReachTheLimitAndForgetsNothingThatIsGone() {
        TestSentry sentry = within(100_000, 100_000, () -> {});
        for (int i = 0; i < 300; i++) {
            sentry.chdir("/" + i + "d".repeat(900), 0);
            assertThat(sentry.builder().heldBytes()).isLessThan(110_000);
        }
        assertThat(sentry.state.forgotten()).isZero();
        assertThat(sentry.process(1).mainThread().directories().cwd()).startsWith("/299d");
    }

    @Test
    void requestsAPermitOnceBeforeExceedingTheFreePart() {
        int[] asked = new int[1];
        TestSentry sentry = within(200_000, 20_000, () -> asked[0]++);
        for (int i = 0; i < 12; i++) {
            sentry.open("/" + i + "f".repeat(450), i);
        }
        assertThat(asked[0]).as("three quarters of it are enough").isZero();
        for (int i = 12; i < 60; i++) {
            sentry.open("/" + i + "f".repeat(450), i);
        }
        assertThat(asked[0]).isOne();
        assertThat(sentry.state.forgotten()).isZero();
        for (int i = 60; i < 400; i++) {
            sentry.open("/" + i + "f".repeat(450), i);
            assertThat(sentry.builder().heldBytes()).isLessThan(205_000);
        }
        assertThat(asked[0]).isOne();
        assertThat(sentry.state.forgotten()).isPositive();
        assertThat(sentry.fd(1, 0)).as("of the first").isNull();
        assertThat(sentry.process(1).program().exepath()).isEqualTo("/bin/sh");
    }

    // Other limits

    @Test
    void keepsContainersTooManyWithTheirProcessesOnly() {
        TestSentry sentry = new TestSentry();
        for (int i = 1; i <= Limits.CONTAINERS + 3; i++) {
            sentry.in("c" + i).as(i).start("/", "/bin/sh");
        }

        assertThat(sentry.state.containers()).hasSize(Limits.CONTAINERS);
        ProcessInfo last = sentry.process(Limits.CONTAINERS + 3);
        assertThat(last.container().id()).isEqualTo("c" + (Limits.CONTAINERS + 3));
        assertThat(last.container().arguments()).containsExactly("/bin/sh");
        assertThat(sentry.state.forgotten()).isEqualTo(3);

        long before = counted(sentry);
        sentry.in("c".repeat(3000)).as(5000).start("/", "/bin/sh");
        long held = counted(sentry);
        assertThat(held - before).as("counted all the same").isGreaterThan(3000);
        for (int i = 0; i < 2; i++) {
            sentry.builder().keepWithin(counted(sentry) - 1);
        }
        assertThat(last.container().arguments()).as("forgotten all the same").isEmpty();
        assertThat(sentry.state.process(5000)).isNotNull();
    }

    @Test
    void cutsPathsThatLinuxWouldNotTake() {
        TestSentry sentry = sentry();
        sentry.open("/" + "a/".repeat(5000), 3);

        assertThat(sentry.fd(1, 3).rawName()).hasSize(Limits.PATH);
        assertThat(sentry.fd(1, 3).name()).isEqualTo(PathResolver.TOO_LONG);
    }
}
