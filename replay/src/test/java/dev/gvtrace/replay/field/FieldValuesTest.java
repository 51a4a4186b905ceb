// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The values of fields for the facts of the truth table (rule language reference 8.2), and for further facts from a
 * Sentry.
 */
class FieldValuesTest {
    private static FakeSentry facts(String name) {
        return switch (name) {
            case "E" -> Facts.execve();
            case "O" -> Facts.opened();
            case "OF" -> Facts.openFailed();
            case "AF" -> Facts.openatFailed();
            case "OA" -> Facts.openat();
            case "R" -> Facts.read();
            case "RU" -> Facts.readUnknown();
            case "S" -> Facts.socket();
            case "C4" -> Facts.connect4();
            case "CR" -> Facts.connectRefused();
            case "C6" -> Facts.connect6();
            case "CU" -> Facts.connectUnix();
            case "AC" -> Facts.accepted();
            case "LI" -> Facts.listening();
            case "U" -> Facts.setuid();
            case "G" -> Facts.sync();
            case "X" -> Facts.exit();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** "-" is a missing value. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '`',
            value = {
                "E|proc.name|cat",
                "E|proc.exe|/usr/bin/cat",
                "E|proc.exepath|/usr/bin/cat",
                "E|proc.args|-n /etc/passwd",
                "E|proc.args[0]|-n",
                "E|proc.args[5]|``",
                "E|proc.args[-1]|-n /etc/passwd",
                "E|proc.args[-2]|``",
                "E|proc.args[+0]|-n",
                "E|proc.args[4294967296]|-n",
                "E|proc.cmdline|cat -n /etc/passwd",
                "E|proc.exeline|/usr/bin/cat -n /etc/passwd",
                "E|proc.cmdnargs|2",
                "E|proc.cmdlenargs|13",
                "E|proc.pname|bash",
                "E|proc.pcmdline|bash -c run it",
                "E|proc.aname|bash init",
                "E|any proc.aname|exists bash or init",
                "E|proc.aname[0]|cat",
                "E|proc.aname[2]|init",
                "E|proc.aname[9]|-",
                "E|proc.aname[02]|init",
                "E|proc.aname[-2]|cat",
                "E|proc.aargs|-c run it ",
                "E|proc.pid|3",
                "E|proc.ppid|2",
                "E|proc.apid|3",
                "E|any proc.apid|missing ",
                "E|proc.apid[1]|2",
                "E|proc.env[HOME]|/h3",
                "E|proc.env[NOPE]|``",
                "E|proc.env[EMPTY]|``",
                "E|proc.env[SP]|a b",
                "E|proc.env[12]|HOME=/h3 EMPTY= SP=  a b   X1=v1",
                "E|proc.aenv[DEEP]|of bash",
                "E|proc.aenv[NOPE]|``",
                "E|proc.cwd|/",
                "E|proc.vpid|3",
                "E|proc.pvpid|2",
                "E|thread.tid|3",
                "E|thread.ismain|true",
                "E|proc.loginshellid|2",
                "E|proc.is_exe_writable|true",
                "E|proc.is_exe_upper_layer|true",
                "E|proc.is_exe_lower_layer|false",
                "E|proc.is_exe_from_memfd|false",
                "E|proc.exe_ino|4711",
                "E|proc.exe_ino.ctime|1699999000000000000",
                "E|proc.exe_ino.mtime|-",
                "E|thread.cap_permitted|-",
                "E|thread.cgroups|gvisor_container_id=/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "E|proc.nthreads|1",
                "E|proc.nchilds|0",
                "E|proc.stdin.name|/dev/pts/0",
                "E|user.uid|1000",
                "E|user.name|<NA>",
                "E|user.homedir|<NA>",
                "E|user.loginuid|-1",
                "E|user.loginname|<NA>",
                "E|group.gid|1000",
                "E|group.name|<NA>",
                "E|container.id|0123456789ab",
                "E|container.name|-",
                "E|container.privileged|-",
                "E|k8s.pod.name|-",
                "E|fd.name|-",
                "E|fd.typechar|-",
                "E|fd.types|-",
                "E|any fd.ip|missing ",
                "E|evt.type|execve",
                "E|evt.type.is.execve|1",
                "E|evt.type.is.open|0",
                "E|evt.dir|<",
                "E|evt.category|process",
                "E|evt.res|SUCCESS",
                "E|evt.rawres|0",
                "E|evt.failed|false",
                "E|evt.is_io|false",
                "E|evt.io_dir|-",
                "E|evt.buflen|-",
                "E|evt.buffer|-",
                "E|evt.count|1",
                "E|evt.count.error|0",
                "E|evt.count.error.file|-",
                "E|evt.cpu|0",
                "E|evt.source|syscall",
                "E|evt.latency.human|0ns",
                "E|evt.is_open_read|false",
                "E|evt.arg.res|0",
                "E|evt.arg.pid|cat",
                "E|evt.rawarg.pid|3",
                "E|evt.rawarg.exe|/usr/bin/cat",
                "E|evt.rawarg.res|0",
                "E|evt.arg[99]|-",
                "E|evt.arg[-1]|-",
                "E|evt.rawarg.fd|-",
                "E|gvisor.execfn|/usr/bin/cat",
                "E|gvisor.argv0|cat",
                "E|gvisor.cmdline|cat -n /etc/passwd",
                "E|gvisor.exec_proof|sentry",
                "E|gvisor.exe.size|35664",
                "E|gvisor.exe.mode|33261",
                "E|gvisor.exe.sha256|0000000000000000000000000000000000000000000000000000000000000000",
                "E|gvisor.exe.sha1|-",
                "E|gvisor.stdin.path|/dev/pts/0",
                "E|gvisor.stdout.path|-",
                "E|gvisor.stdin.lip|-",
                "E|gvisor.pipe_in.pid|-",
                "E|gvisor.uid.effective|1000",
                "E|gvisor.is_exec_session|false",
                "E|gvisor.terminal|true",
                "E|gvisor.concealed|false",
                "E|gvisor.dropped|0",
                "E|gvisor.connection|1",
                "O|fd.name|/etc/Passwd.txt",
                "O|fd.nameraw|/etc/./ssl/../Passwd.txt",
                "O|fd.directory|/etc",
                "O|fd.filename|Passwd.txt",
                "O|fd.type|file",
                "O|fd.typechar|f",
                "O|fd.num|5",
                "O|fd.uid|35",
                "O|fd.containername|0123456789ab:/etc/Passwd.txt",
                "O|fd.containerdirectory|0123456789ab:/etc",
                "O|fd.l4proto|<NA>",
                "O|fd.sockfamily|-",
                "O|fd.is_server|false",
                "O|fd.connected|false",
                "O|fd.sip|-",
                "O|fd.sproto|-",
                "O|any fd.ip|exists ",
                "O|any fd.net|exists ",
                "O|any fd.sip.name|exists ",
                "O|fd.dev|-",
                "O|evt.is_open_read|true",
                "O|evt.is_open_write|true",
                "O|evt.is_open_exec|true",
                "O|evt.is_open_create|false",
                "O|evt.rawarg.mode|493",
                "O|evt.arg.mode|0755",
                "O|evt.arg.flags|`O_TRUNC|O_CREAT|O_RDWR`",
                "O|evt.category|file",
                "O|fs.path.name|/etc/Passwd.txt",
                "O|fs.path.nameraw|/etc/./ssl/../Passwd.txt",
                "OF|fd.num|-1",
                "OF|evt.arg.fd|ENOENT",
                "OF|fd.typechar|o",
                "OF|fd.type|-",
                "OF|fd.name|/root/rel/missing",
                "OF|fd.directory|/root/rel",
                "OF|fd.filename|-",
                "OF|fd.l4proto|-",
                "OF|any fd.ip|missing ",
                "OF|evt.is_open_read|true",
                "OF|evt.res|ENOENT",
                "OF|evt.failed|true",
                "OF|evt.count.error|1",
                "OF|evt.count.error.file|1",
                "OF|evt.count.error.net|-",
                "OF|fs.path.name|/root/rel/missing",
                "AF|fd.name|/root/sub/file.sh",
                "AF|fd.typechar|f",
                "AF|evt.abspath|/root/sub/file.sh",
                "AF|fs.path.name|<UNKNOWN>",
                "AF|fs.path.nameraw|sub/file.sh",
                "OA|evt.arg.name|/root/sub/file.sh",
                "OA|evt.rawarg.name|sub/file.sh",
                "OA|evt.arg.dirfd|AT_FDCWD",
                "OA|proc.cwd|/root/",
                "R|evt.buffer|``",
                "R|evt.buflen|7",
                "R|evt.buflen.file.in|7",
                "R|evt.buflen.net|-",
                "R|evt.io_dir|read",
                "R|evt.arg.data|NULL",
                "R|evt.rawarg.data|-",
                "R|evt.rawarg.size|64",
                "R|evt.category|file",
                "RU|fd.name|``",
                "RU|fd.directory|/",
                "RU|fd.filename|-",
                "RU|fd.num|55",
                "RU|evt.category|unknown",
                "RU|evt.buflen|-",
                "S|any fd.ip|exists 0.0.0.0",
                "S|any fd.port|exists 0",
                "S|fd.sip|-",
                "S|fd.name|``",
                "S|fd.type|ipv4",
                "S|fd.sockfamily|ip",
                "S|fd.l4proto|tcp",
                "C4|any fd.ip|exists 142.251.111.147",
                "C4|any fd.port|exists 443",
                "C4|fd.sip|142.251.111.147",
                "C4|fd.rip|142.251.111.147",
                "C4|fd.cip|-",
                "C4|fd.lport|-",
                "C4|fd.sport|443",
                "C4|fd.sproto|443",
                "C4|fd.is_server|false",
                "C4|fd.connected|true",
                "C4|fd.name_changed|true",
                "C4|fd.ip|-",
                "CR|fd.sip|-",
                "CR|fd.name|0.0.0.0:0->142.251.111.147:443",
                "CR|evt.res|ECONNREFUSED",
                "C6|fd.sip|2001:4860:4860::8888",
                "C6|fd.l4proto|udp",
                "C6|fd.type|ipv6",
                "CU|fd.sip|-",
                "CU|fd.sockfamily|unix",
                "CU|fd.type|unix",
                "CU|fd.l4proto|<NA>",
                "AC|fd.num|20",
                "AC|fd.cip|9.9.9.9",
                "AC|fd.cport|55555",
                "AC|fd.sip|10.0.0.2",
                "AC|fd.lip|10.0.0.2",
                "AC|fd.rport|55555",
                "AC|fd.is_server|true",
                "AC|any fd.ip|exists 9.9.9.9 or 10.0.0.2",
                "AC|any fd.proto|exists 55555 or 8080",
                "LI|fd.sip|10.0.0.2",
                "LI|fd.cip|-",
                "LI|fd.is_server|true",
                "LI|evt.rawarg.backlog|5",
                "U|evt.arg.uid|root",
                "U|evt.rawarg.uid|0",
                "U|user.uid|0",
                "U|user.name|root",
                "U|user.homedir|/root",
                "U|group.name|root",
                "G|evt.type|sync",
                "G|syscall.type|sync",
                "G|evt.res|-",
                "G|evt.rawres|-",
                "G|evt.failed|-",
                "G|evt.args|``",
                "G|evt.arg.ID|sync",
                "G|evt.arg.nativeID|162",
                "G|gvisor.raw.sysno|162",
                "G|gvisor.raw.name|sync",
                "G|gvisor.raw.arg[0]|0",
                "G|fd.name|-",
                "X|evt.dir|>",
                "X|syscall.type|-",
                "X|evt.rawres|-",
                "X|evt.failed|-",
                "X|proc.name|cat",
                "X|gvisor.exit.code|0",
                "X|gvisor.exit.signal|9",
                "X|gvisor.exit.core|false",
                "E|gvisor.exit.code|-",
                "E|gvisor.raw.sysno|-",
                "E|gvisor.mmap.path|-"
            })
    void factsAgreeWithTheTruthTable(String facts, String field, String expected) throws Exception {
        assertThat(facts(facts).value(field)).isEqualTo("-".equals(expected) ? null : expected);
    }

    @Test
    void countsItsUsesForEachUseByItself() throws Exception {
        FakeSentry sentry = Facts.opened();
        List<String> values = sentry.values("util.cnt", "util.cnt", "evt.num", "evt.deltatime", "evt.reltime.s");
        assertThat(values.get(0)).isEqualTo(values.get(1)).isEqualTo(values.get(2));
        assertThat(values.subList(3, 5)).containsExactly("1000000000", values.get(4));
    }

    @Test
    void printsTimeInUtc() throws Exception {
        FakeSentry sentry = new FakeSentry();
        sentry.send(dev.gvtrace.proto.schema.Start.newBuilder()
                .setContextData(sentry.context(1))
                .setId("c")
                .addArgs("sh")
                .build());
        assertThat(sentry.values(
                        "evt.time",
                        "evt.time.s",
                        "evt.time.iso8601",
                        "evt.datetime",
                        "evt.datetime.s",
                        "evt.rawtime",
                        "evt.rawtime.s",
                        "evt.rawtime.ns",
                        "container.start_ts"))
                .containsExactly(
                        "22:13:20.000000000",
                        "22:13:20",
                        "2023-11-14T22:13:20.000000000+0000",
                        "2023-11-14 22:13:20.000000000",
                        "2023-11-14 22:13:20",
                        "1700000000000000000",
                        "1700000000",
                        "0",
                        "1700000000000000000");
    }
}
