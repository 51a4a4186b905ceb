// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The charged size of a sandbox compared with its size on the heap. */
class MemoryBudgetTest {
    private static final long MIB = 1 << 20;
    /** Views of messages and what else a connection has from the beginning on, and what the JVM does beside. */
    private static final long FIXED = MIB;

    private static final int CLOSE_ON_EXEC = 0x80000;

    /** A stream of a hostile Sentry in which few messages make large state: step is called until enough is charged. */
    private enum Hostile {
        SHORT_VARIABLES {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1).fork(2 + i);
                Fields environment = new Fields();
                for (int n = 0; n < 500; n++) {
                    environment.text(4, "V" + i + "=" + n);
                }
                sentry.as(2 + i).execveInfo("/bin/a" + i, "/bin/a" + i, environment, "a");
                sentry.read(0, "", 0);
            }
        },
        SHORT_ARGUMENTS_ASKED_FOR {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1).fork(2 + i);
                String[] arguments = new String[300];
                for (int n = 0; n < arguments.length; n++) {
                    arguments[n] = i + "." + n;
                }
                sentry.as(2 + i).execveInfo("/bin/a", "/bin/a", arguments);
                sentry.read(0, "", 0);
                assertThat(sentry.process(2 + i).commandLine()).isNotNull();
            }
        },
        FORKS {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1 + i).fork(2 + i);
                sentry.as(2 + i).with(new Fields().text(9, "n" + i)).read(0, "", 0);
            }
        },
        THREADS {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1).clone(2 + i, 1, 0x10f00);
                sentry.as(2 + i, 1).with(TestSentry.credentials(i, i)).read(0, "", 0);
            }
        },
        LONG_NAMES {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(2 + i)
                        .with(new Fields().text(9, i + "n".repeat(5000)))
                        .read(0, "", 0);
            }
        },
        DIRECTORIES {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1).fork(2 + i);
                sentry.as(2 + i).chdir("/" + i + "d".repeat(900), 0);
                sentry.send(21, TestSentry.exit(0).number(3, 161).text(4, "/r" + i + "r".repeat(900)));
            }
        },
        OPEN_FILES {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1).open("/f//" + i, 3 + i);
                sentry.read(3 + i, "/file" + i, 1);
            }
        },
        NUMBERS_APART {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1 + i / 4000).read(16 + i % 4000 * 16, "", 1);
            }
        },
        SOCKETS {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1).socket(2, 1, 0, 3 + i);
                sentry.connect(3 + i, new byte[] {2, 0, 1, (byte) i, 10, 0, (byte) (i >> 8), (byte) i}, 0);
                askForName(sentry.fd(1, 3 + i));
            }
        },
        UNIX_SOCKETS {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1).socket(1, 1, 0, 3 + i);
                byte[] address = ("\001\000/s" + i + "s".repeat(90)).getBytes(StandardCharsets.ISO_8859_1);
                sentry.connect(3 + i, address, 0);
                askForName(sentry.fd(1, 3 + i));
            }
        },
        TABLES_TORN_APART {
            @Override
            void step(TestSentry sentry, int i) {
                if (i < 2000) {
                    sentry.as(1).open("/f", i * 16);
                    return;
                }
                int child = i / 1000;
                if (i % 1000 == 0) {
                    sentry.as(1).fork(child);
                }
                sentry.as(child).close(i % 1000 * 16, 0);
            }
        },
        TABLES_CLOSED_BY_EXECVE {
            @Override
            void step(TestSentry sentry, int i) {
                if (i < 1000) {
                    sentry.as(1).openat(TestSentry.AT_FDCWD, "/f", CLOSE_ON_EXEC, i * 16);
                    return;
                }
                sentry.as(1).fork(i);
                sentry.as(i).execveInfo("/bin/a", "/bin/a", "a");
            }
        },
        RELEASES {
            @Override
            void step(TestSentry sentry, int i) {
                int process = 2 + i / 40;
                if (i % 40 == 0) {
                    sentry.as(1).fork(process);
                    sentry.as(process).clone(100_000 + process, process, 0x10f00);
                    sentry.as(100_000 + process, process).read(0, "", 0);
                }
                sentry.as(process).open("/" + i + "r".repeat(2000), 3 + i % 2);
            }
        },
        NAMESPACES {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.as(1 + i).clone(2 + i, 2 + i, TaskIds.CLONE_NEWPID);
            }
        },
        ENDED_PARENTS_OF_SILENT_THREADS {
            @Override
            void step(TestSentry sentry, int i) {
                int parent = 2 + 2 * i;
                sentry.as(parent)
                        .execveInfo("/bin/a", "/bin/a", new Fields().text(4, "E=" + i + "e".repeat(3000)), "a");
                sentry.fork(parent + 1);
                sentry.as(parent).taskExit(0);
                sentry.exitNotify();
            }
        },
        SILENT_THREADS {
            @Override
            void step(TestSentry sentry, int i) {
                int parent = 2 + 2 * (i % 3000);
                sentry.as(parent)
                        .execveInfo("/bin/a", "/bin/a", new Fields().text(4, "E=" + i + "e".repeat(3000)), "a");
                sentry.open("/o" + i, 3);
                sentry.fork(parent + 1);
                sentry.as(parent + 1).exitNotify();
            }
        },
        ZOMBIES {
            @Override
            void step(TestSentry sentry, int i) {
                Fields environment = new Fields();
                for (int n = 0; n < 2000; n++) {
                    environment.text(4, i + "=" + n);
                }
                sentry.as(2 + i).execveInfo("/bin/a", "/bin/a", environment, "a");
                sentry.taskExit(0);
            }

            @Override
            int steps() {
                return Limits.ZOMBIES;
            }
        },
        CONTAINERS {
            @Override
            void step(TestSentry sentry, int i) {
                sentry.in("c".repeat(9000) + i).as(1 + i).start("/d" + i + "d".repeat(900), "/bin/sh", "" + i);
            }
        },
        FACTS {
            @Override
            void step(TestSentry sentry, int i) {
                StringBuilder json = new StringBuilder("{\"id\":\"c" + i % 500 + "\",\"facts\":{");
                for (int n = 0; n < 200; n++) {
                    json.append(n == 0 ? "" : ",").append("\"container.label." + n + "\":\"" + i + "-" + n + "\"");
                }
                sentry.builder()
                        .facts(
                                Text.ofUtf8("container"),
                                ByteText.bytes(json.append("}}").toString()));
            }
        };

        abstract void step(TestSentry sentry, int i);

        private static void askForName(@Nullable FdInfo fd) {
            assertThat(fd == null || !fd.name().isEmpty()).isTrue();
        }

        int steps() {
            return 200_000;
        }
    }

    @ParameterizedTest
    @EnumSource(Hostile.class)
    void chargesWhatTheHeapTakes(Hostile hostile) {
        SandboxState state = new SandboxState(1);
        TestSentry sentry = new TestSentry(state, new MemoryBudget(state, 1L << 40));
        sentry.start("/", "/bin/sh");
        sentry.open("/a", 3);
        for (int i = 0; i < hostile.steps() && sentry.heldBytes() < 12 * MIB; i++) {
            hostile.step(sentry, i);
        }
        sentry.forgetEvents();
        long charged = sentry.heldBytes();
        sentry.builder().keepWithin(1L << 40);
        long counted = sentry.heldBytes();

        long taken = heap();
        assertThat(sentry.state.forgotten()).isZero();
        state = null;
        sentry = null;
        taken -= heap();

        assertThat(charged).isGreaterThan(taken - FIXED);
        assertThat(counted).isGreaterThan(taken - FIXED);
        assertThat(counted).isLessThan(3 * taken + 2 * FIXED);
    }

    @ParameterizedTest
    @EnumSource(Hostile.class)
    void keepsWithinTheLimit(Hostile hostile) {
        SandboxState state = new SandboxState(1);
        TestSentry sentry = new TestSentry(state, new MemoryBudget(state, 3 * MIB));
        sentry.start("/", "/bin/sh");
        sentry.open("/a", 3);
        for (int i = 0; i < Math.min(4000, hostile.steps()); i++) {
            hostile.step(sentry, i);
            assertThat(sentry.builder().heldBytes()).isLessThan(6 * MIB);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * MIB, MIB, 100_000})
    void forgetsUntilSoMuchIsLeft(long bytes) {
        SandboxState state = new SandboxState(1);
        TestSentry sentry = new TestSentry(state, new MemoryBudget(state));
        sentry.start("/", "/bin/sh");
        sentry.open("/a", 3);
        for (int i = 0; i < 100; i++) {
            Hostile.SHORT_VARIABLES.step(sentry, i);
        }
        sentry.builder().keepWithin(bytes);

        assertThat(sentry.builder().heldBytes()).isLessThanOrEqualTo(bytes);
        assertThat(state.forgotten()).isPositive();
    }

    @Test
    void requestsAPermitOnceBeforeItGrows() {
        SandboxState state = new SandboxState(1);
        int[] asked = new int[1];
        MemoryBudget budget = new MemoryBudget(state, 4 * MIB, MIB, () -> asked[0]++);
        TestSentry sentry = new TestSentry(state, budget);
        sentry.start("/", "/bin/sh");
        sentry.open("/a", 3);
        for (int i = 0; i < 20; i++) {
            Hostile.SHORT_VARIABLES.step(sentry, i);
        }
        assertThat(asked[0]).isZero();
        for (int i = 20; i < 80; i++) {
            Hostile.SHORT_VARIABLES.step(sentry, i);
        }
        assertThat(asked[0]).isOne();
        assertThat(state.forgotten()).isZero();
        for (int i = 80; i < 300; i++) {
            Hostile.SHORT_VARIABLES.step(sentry, i);
        }
        assertThat(asked[0]).isOne();
        assertThat(state.forgotten()).isPositive();
    }

    private static long heap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int same = 0; same < 2; same++) {
            memory.gc();
            long used = memory.getHeapMemoryUsage().getUsed();
            same = used < least ? -1 : same;
            least = Math.min(least, used);
        }
        return least;
    }
}
