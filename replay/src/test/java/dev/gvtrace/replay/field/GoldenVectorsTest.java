// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole packets made with gVisor's own schema, and the events that they are (gvisor-semantics, appendix B). */
class GoldenVectorsTest {
    /** What the output prints for each event of the packets. */
    private static List<String> printed(String output, String... packets) {
        OutputTemplate<EventContext> template =
                Objects.requireNonNull(OutputTemplate.compile(output, Installed.binding(), new ArrayList<>()));
        List<byte[]> bytes = new ArrayList<>();
        for (String packet : packets) {
            bytes.add(HexFormat.of().parseHex(packet));
        }
        List<String> lines = new ArrayList<>();
        FakeSentry.replay(bytes, event -> lines.add(template.render(event).decoded()));
        return lines;
    }

    /** These have no context, so that no thread and no table of descriptors is known. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "0800050000000000 -> procexit <NA> status=0 ret=0 sig=0 core=0",
                "08000500000000000a1208959a97ece39fe7cb171007200732026331108b01"
                        + " -> procexit <NA> status=139 ret=0 sig=11(SIGSEGV) core=1",
                "080007000000000012021002188102209cffffffffffffffff0132022f7838c10440a403"
                        + " -> openat ENOENT fd=-2(ENOENT) dirfd=-100(AT_FDCWD) name=/x flags=262(O_TRUNC|O_CREAT|O_WRONLY)"
                        + " mode=0644 dev=0 ino=0",
                "08000900000000001200200330c006 -> read SUCCESS res=0 data=NULL fd=3 size=832",
                "080013000000000012020801182120052801 -> dup2 SUCCESS res=1 oldfd=5 newfd=1",
                "080018000000000012001831200332050100006162 -> bind SUCCESS res=0 addr=@ab fd=3(<u>@ab)",
                "0800110000000000120018a5022080802028033004"
                        + " -> pipe2 SUCCESS res=0 fd1=3 fd2=4(<p>) ino=0 flags=4096(O_CLOEXEC)",
                "08000e000000000012020807189d01 -> setsid SUCCESS res=7"
            })
    void aPacketIsItsEvent(String packet, String event) {
        assertThat(printed("%evt.type %evt.res %evt.args", packet)).containsExactly(event);
    }

    /** A connect under way on a socket that nothing made before, with a count of losses. */
    @Test
    void aConnectUnderWay() {
        assertThat(printed(
                        "%evt.type %evt.res %fd.num %fd.sip:%fd.sport %fd.connected %gvisor.dropped",
                        "08000a000300000012021073182a2004321002000050c0a800010000000000000000"))
                .containsExactly("connect EINPROGRESS 4 192.168.0.1:80 false 3");
    }

    /** The application passed no address. */
    @Test
    void anAcceptWithoutAnAddress() {
        assertThat(printed("%evt.type %evt.res %fd.num %fd.cip", "080019000000000012020805182b2003"))
                .containsExactly("accept SUCCESS 5 <NA>");
    }

    @Test
    void aContainerStart() {
        assertThat(printed(
                        "%evt.type %evt.time.iso8601 %container.id %proc.pid %proc.name %proc.args %proc.env[A]"
                                + " %gvisor.terminal %proc.cwd",
                        "08000100000000000a12088080a8b1e39fe7cb171001200132026331120263311a012f2202736822022d63220269642a"
                                + "03413d623001"))
                .containsExactly(
                        "clone 2023-11-14T22:13:20.000000000+0000 c1 1 sh -c id b true /",
                        "execve 2023-11-14T22:13:20.000000000+0000 c1 1 sh -c id b true /");
    }

    @Test
    void anExecution() {
        assertThat(printed(
                        "%evt.type %proc.exepath %gvisor.execfn %proc.env[A] %gvisor.exe.mode %proc.exe_ino.ctime"
                                + " %gvisor.stdin.path %gvisor.stdin.ino %gvisor.stdout.lip:%gvisor.stdout.lport"
                                + " %gvisor.stdout.rip:%gvisor.stdout.rport %proc.is_exe_lower_layer",
                        "08000300000000000a1208959a97ece39fe7cb171007200732026331120b2f7573722f62696e2f69641a0269642203413d62"
                                + "28ed83025a080880e2cfaa061005621108904310031a0a2f6465762f7074732f306a3108ff830310071a0a736f636b"
                                + "65743a5b375d221d0802120c080212040a0000021880a0011a0b08021204c0a8000118927278018a010b2f7573722f"
                                + "62696e2f6964"))
                .containsExactly("execve /usr/bin/id /usr/bin/id b 33261 1700000000000000005 /dev/pts/0 3 10.0.0.2:80"
                        + " 192.168.0.1:4665 true");
    }

    /** An enter alone does not make an event; with its exit it does. */
    @Test
    void anEnterIsPartOfItsEvent() {
        String enter = "0800070000000000188102209cffffffffffffffff0132102f6574632f6c642e736f2e636163686538808020";
        assertThat(printed("%evt.type", enter)).isEmpty();
    }

    @Test
    void aCloneIsShownInTheChild() {
        assertThat(printed(
                        "%evt.type %thread.tid %proc.ppid %evt.arg.flags",
                        "08000200000000000a1208959a97ece39fe7cb171007200732026331180920092890e596ece39fe7cb1730808201"))
                .containsExactly("clone 9 7 CLONE_VM|CLONE_VFORK");
    }

    @Test
    void aRawCallIsNamedByItsNumber() {
        assertThat(printed(
                        "%evt.type %evt.rawres %evt.arg.dirfd %gvisor.raw.sysno %gvisor.raw.arg[1]",
                        "080006000000000012021002208702289cffffffffffffffff013080a0808080e01f"))
                .containsExactly("unlinkat -2 AT_FDCWD 263 139637976731648");
    }

    @Test
    void aForkReturnsTheChild() {
        assertThat(printed("%evt.type %evt.rawres", "08001d0000000000120208091839"))
                .containsExactly("fork 9");
    }

    @Test
    void anEndedProcessMakesNoEventOfItsOwn() {
        assertThat(printed("%evt.type", "0800040000000000108002")).isEmpty();
    }
}
