// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.field.Facts;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Outputs of rules (rule language reference 6.1 and 6.2). */
class OutputTemplateTest {
    private static EventContext event(String facts) {
        EventContext[] last = new EventContext[1];
        Facts.of(facts).replay(event -> last[0] = event);
        return Objects.requireNonNull(last[0]);
    }

    private static OutputTemplate template(String format) {
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate<EventContext> template = OutputTemplate.compile(format, Installed.binding(), issues);
        assertThat(issues).as(format).allMatch(issue -> !issue.error());
        return Objects.requireNonNull(template);
    }

    /** Rows of FACTS | FORMAT | OUTPUT. */
    private static void print(String rows) {
        List<String> wrong = new ArrayList<>();
        for (String row : rows.split("\n")) {
            String[] cells = row.split(" \\| ", -1);
            String output = ByteText.of(template(cells[1]).render(event(cells[0])));
            if (!output.equals(cells[2])) {
                wrong.add(cells[0] + " | " + cells[1] + " | " + output);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void printsValuesOfEveryKind() {
        print("""
                E | plain text | plain text
                E | %proc.name ran | cat ran
                E | (%proc.name/%proc.pname) | (cat/bash)
                E | %proc.names | cats
                E | %proc.name[2] | cat[2]
                E | %proc.aname[2]! | init!
                E | %proc.aname | bash init
                E | %proc.args[0]|%proc.args[1]|%proc.args[9]. | -n|/etc/passwd|.
                E | %proc.cmdline. | cat -n /etc/passwd.
                E | %evt.arg.res %evt.arg[0] | 0 0
                E | %evt.rawarg.res | 0
                E | %fd.name %proc.pid | <NA> 3
                E | %proc.vpid %proc.cmdnargs | 3 2
                E | %proc.is_exe_writable %proc.is_exe_upper_layer | true true
                E | %proc.duration %evt.rawtime %evt.rawtime.ns %evt.reltime %evt.reltime.s | 2000000000 1700000006000000000 000000000 6000000000 6
                E | %evt.time %evt.datetime.s | 22:13:26.000000000 2023-11-14 22:13:26
                E | %proc.fdusage | <NA>
                E | %evt.type.is.open | <NA>
                E | %fd.types | <NA>
                E | %thread.cap_permitted | <NA>
                E | %container.id | 0123456789ab
                O | %fd.types|%fd.types[5] | (file)|(file)
                O | %fd.dev %fd.dev.major %fd.ino %fd.num %fd.typechar | <NA> <NA> <NA> 5 f
                O | %evt.arg.mode %evt.rawarg.mode %evt.arg.flags %evt.rawarg.flags | 0755 493 O_TRUNC|O_CREAT|O_RDWR 263
                O | %fd.ip %fd.net %fd.sip | <NA> <NA> <NA>
                C4 | %fd.sip:%fd.sport %fd.cip:%fd.cport %fd.name | 142.251.111.147:443 <NA>:<NA> 0.0.0.0:0->142.251.111.147:443
                C6 | %fd.sip %fd.sport %fd.l4proto | 2001:4860:4860::8888 443 udp
                C4 | %fd.ip %fd.port %fd.net | <NA> <NA> <NA>
                R | %evt.buffer %evt.buflen %evt.arg.data | NULL 7 NULL
                U | %evt.arg.uid %evt.rawarg.uid %user.uid %user.name %user.loginuid | root 0 0 root -1
                X | %evt.dir %evt.res %evt.type | > <NA> procexit
                """);
    }

    @Test
    void padsAndCutsToAWidth() {
        print("""
                E | <%10proc.name> | <cat       >
                E | <%3proc.name> | <cat>
                E | <%2proc.name> | <ca>
                E | <%0proc.name> | <>
                E | <%6fd.name> | <<NA>  >
                E | <%5toupper(proc.name)> | <CAT  >
                E | <%2toupper(proc.name)> | <CA>
                E | <%05proc.name> | <cat  >
                """);
    }

    @Test
    void printsWhatTransformersMake() {
        print("""
                E | %toupper(proc.name)! | CAT!
                E | %toupper( proc.name ) | CAT
                E | %concat(proc.name,"-",proc.pname) | cat-bash
                E | %join(",", (proc.name, fd.name)) | <NA>
                E | %join(",", (proc.name, proc.vpid, 3)) | cat,3,3
                E | %len(proc.name) | <NA>
                E | %basename(proc.exepath)/%basename(fd.name) | cat/<NA>
                E | %getopt(("-a", "-b"), "ab") | (a,b)
                E | %getopt(("-a", "-b"), "ab")[b] | b
                """);
    }

    @Test
    void givesTheValuesOfItsFieldsForJson() {
        List<String> wrong = new ArrayList<>();
        for (String row : """
                E | %proc.name %evt.type %proc.name | evt.type=execve:T proc.name=cat:T
                E | %toupper(proc.name) %concat(proc.pname, proc.exe) %join(",", (proc.vpid, fd.name)) | fd.name=null proc.exe=/usr/bin/cat:T proc.name=cat:T proc.pname=bash:T proc.vpid=3:L
                E | %proc.vpid %proc.is_exe_writable %proc.is_exe_from_memfd %evt.rawtime %proc.duration | evt.rawtime=1700000006000000000:L proc.duration=2000000000:L proc.is_exe_from_memfd=false:B proc.is_exe_writable=true:B proc.vpid=3:L
                E | %evt.time %evt.datetime %evt.reltime %evt.rawtime.ns %proc.fdusage %evt.arg.res %evt.rawarg.res | evt.arg.res=0:T evt.datetime=1700000006000000000:L evt.rawarg.res=0:T evt.rawtime.ns=0:L evt.reltime=6000000000:L evt.time=1700000006000000000:L proc.fdusage=null
                E | %evt.type.is.open %proc.aname %thread.cap_permitted %container.privileged | container.privileged=null evt.type.is.open=null proc.aname=bash init:T thread.cap_permitted=null
                O | %fd.dev %fd.types %fd.ino %fd.ip %evt.rawarg.mode %evt.arg.mode %fd.sip | evt.arg.mode=0755:T evt.rawarg.mode=493:T fd.dev=null fd.ino=null fd.ip=null fd.sip=null fd.types=[file]:A
                C4 | %fd.sip %fd.sport %fd.net %fd.port | fd.net=null fd.port=null fd.sip=142.251.111.147:T fd.sport=443:L
                R | %evt.buffer %evt.buflen | evt.buffer=NULL:T evt.buflen=7:L
                E | %evt.outputtime | evt.outputtime=1700000006000000000:L
                E | text |
                """.split("\n")) {
            String[] cells = row.split(" \\|( |$)", -1);
            String values = values(template(cells[1]), event(cells[0]));
            if (!values.equals(cells[2])) {
                wrong.add(cells[1] + " | " + values);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Each field with its value and the first letter of the value's class. */
    private static String values(OutputTemplate<EventContext> template, EventContext event) {
        List<@Nullable Object> values = template.values(event);
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            String kind = value == null
                    ? ""
                    : value instanceof List
                            ? ":A"
                            : ":" + value.getClass().getSimpleName().charAt(0);
            shown.add(template.fields().get(i) + "=" + value + kind);
        }
        return String.join(" ", shown);
    }

    @Test
    void refusesInvalidFormats() {
        List<String> wrong = new ArrayList<>();
        for (String row : """
                a % -> refused; 3 WRONG_FORMAT: invalid formatting syntax: formatting cannot end with a %
                a %5 -> refused; 3 WRONG_FORMAT: invalid formatting syntax: formatting cannot end with a %
                100%% sure -> refused; 5 UNKNOWN_FIELD: invalid formatting token % | behind %; 6 UNKNOWN_FIELD: invalid formatting token   | behind %
                % proc.name -> refused; 2 UNKNOWN_FIELD: invalid formatting token   | behind %
                %nosuch.field! -> refused; 2 UNKNOWN_FIELD: invalid formatting token nosuch.field | behind %
                %proc.nmae and %proc.exx -> refused; 2 UNKNOWN_FIELD: invalid formatting token proc.nmae | behind % | proc.name?; 17 UNKNOWN_FIELD: invalid formatting token proc.exx | behind % | proc.exe?
                %proc -> refused; 2 UNKNOWN_FIELD: invalid formatting token proc | behind %
                %evt.arg -> refused; 2 UNKNOWN_FIELD: invalid formatting token evt.arg | behind % | evt.arg[ARGUMENT]?
                %evt.arg[] -> refused; 2 WRONG_OPERAND:  is not a valid number | evt.arg[ARGUMENT]?
                %evt.arg.nosuch -> refused; 2 UNKNOWN_FIELD: invalid formatting token evt.arg.nosuch | behind % | evt.arg[nosuch]?
                %evt.around -> refused; 2 UNKNOWN_FIELD: invalid formatting token evt.around | behind % | evt.around[ARGUMENT]?
                %thread.cgroup -> refused; 2 UNKNOWN_FIELD: invalid formatting token thread.cgroup | behind % | thread.cgroup[ARGUMENT]?
                %val(proc.name) -> refused; 2 UNKNOWN_FIELD: invalid formatting token val | behind %
                %toupper(proc.name -> refused; 19 SYNTAX: expected a ')' token closing the transformer
                %toupper(proc.nmae) -> refused; 10 UNKNOWN_FIELD: filter_check called with nonexistent field proc.nmae | a field that 'gvtrace fields' lists | proc.name?
                %toupper(proc.pid) % -> refused; 2 WRONG_OPERAND: can't add field transformer: type 'INT64' is not supported by 'toupper' transformer applied on field 'proc.pid'; 20 WRONG_FORMAT: invalid formatting syntax: formatting cannot end with a %
                %10001proc.name -> refused; 2 WRONG_FORMAT: invalid formatting syntax: width is greater than 10000
                %10000proc.name -> fits
                %99999999999proc.name -> refused; 2 WRONG_FORMAT: invalid formatting syntax: width is greater than 10000
                %proc.name_x -> fits; 2 TOKEN_INSIDE_WORD: '%proc.name_x' prints the value of 'proc.name' and '_x' as text, there is no field 'proc.name_x'
                %proc.namex. -> fits; 2 TOKEN_INSIDE_WORD: '%proc.namex' prints the value of 'proc.name' and 'x' as text, there is no field 'proc.namex'
                %proc.name. -> fits
                %proc.name.. -> fits
                %proc.name.x -> fits; 2 TOKEN_INSIDE_WORD: '%proc.name.x' prints the value of 'proc.name' and '.x' as text, there is no field 'proc.name.x'
                %proc.name2 -> fits; 2 TOKEN_INSIDE_WORD: '%proc.name2' prints the value of 'proc.name' and '2' as text, there is no field 'proc.name2'
                %proc.aname[1]x -> fits
                %evt.argument -> refused; 2 UNKNOWN_FIELD: invalid formatting token evt.argument | behind % | evt.around?
                %container.mount -> refused; 2 WRONG_OPERAND: filter 'container.mount': container.mount requires an argument but none provided | container.mount[ARGUMENT]?
                %container.id[x -> refused; 2 WRONG_OPERAND: filter 'container.id[': container.id has unbalanced argument brackets | container.id[ARGUMENT]?
                %container.id[x] -> refused; 2 WRONG_OPERAND: filter 'container.id[x]': container.id does not allow nor require an argument but one is provided: x | container.id[ARGUMENT]?
                %proc.env["A B"] -> fits
                %fd.name% -> refused; 9 WRONG_FORMAT: invalid formatting syntax: formatting cannot end with a %
                """.split("\n")) {
            String[] cells = row.split(" -> ", 2);
            String found = issues(cells[0]);
            if (!found.equals(cells[1])) {
                wrong.add(cells[0] + " -> " + found);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void wordsConsistOfLettersDigitsAndUnderscores() {
        for (char c : "azAZ09_m5".toCharArray()) {
            assertThat(issues("%proc.name" + c)).as("%s", c).startsWith("fits; 2 TOKEN_INSIDE_WORD");
        }
        for (char c : "@[`{/:-+(, ".toCharArray()) {
            assertThat(issues("%proc.name" + c)).as("%s", c).isEqualTo("fits");
        }
    }

    private static String issues(String format) {
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate<EventContext> template = OutputTemplate.compile(format, Installed.binding(), issues);
        StringBuilder shown = new StringBuilder(template == null ? "refused" : "fits");
        for (FilterIssue issue : issues) {
            shown.append("; ").append(issue.position().column()).append(' ').append(issue.code());
            shown.append(": ").append(issue.message());
            shown.append(issue.expected() == null ? "" : " | " + issue.expected());
            shown.append(issue.nearest() == null ? "" : " | " + issue.nearest() + "?");
        }
        return shown.toString().replace("a field that 'gvtrace fields' lists, or a transformer, behind %", "behind %");
    }
}
