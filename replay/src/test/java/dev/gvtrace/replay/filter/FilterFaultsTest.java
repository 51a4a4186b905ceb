// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Errors of conditions, with Falco's messages and what was expected. */
class FilterFaultsTest {
    /** Rows of CONDITION -> COLUMN CODE: MESSAGE | EXPECTED | NEAREST of the only issue, or "fits". */
    private static void say(String rows) {
        List<String> wrong = new ArrayList<>();
        for (String row : rows.split("\n")) {
            String[] cells = row.split(" -> ", 2);
            String found = issues(cells[0]);
            if (!found.equals(cells[1])) {
                wrong.add(cells[0] + " -> " + found);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String issues(String condition) {
        try {
            List<String> issues = FilterChecker.check(FilterParser.parse(condition), Installed.binding()).stream()
                    .map(FilterFaultsTest::text)
                    .toList();
            return issues.isEmpty() ? "fits" : String.join("; ", issues);
        } catch (FilterException e) {
            return "does not parse";
        }
    }

    private static String text(FilterIssue issue) {
        return issue.position().column() + " " + issue.code() + ": " + issue.message()
                + (issue.expected() == null ? "" : " | " + issue.expected())
                + (issue.nearest() == null ? "" : " | " + issue.nearest() + "?");
    }

    @Test
    void operatorsHaveToFitTheType() {
        say("""
                proc.pid contains 3 -> 1 WRONG_OPERATOR: filter error: 'contains' operator not supported for numeric filters | one of exists, <=, <, >=, >, ==, =, !=, intersects, in
                proc.pid glob 3 -> 1 WRONG_OPERATOR: filter error: 'glob' operator not supported for numeric filters | one of exists, <=, <, >=, >, ==, =, !=, intersects, in
                evt.failed < 3 -> 1 WRONG_OPERATOR: filter error: '<' operator not supported for numeric filters | one of exists, ==, =, !=, intersects, in
                evt.buffer icontains a -> 1 WRONG_OPERATOR: filter error: 'icontains' operator not supported for buffer filters | one of exists, ==, =, !=, contains, bcontains, startswith, bstartswith, endswith, intersects, in
                evt.buffer regex a -> 1 WRONG_OPERATOR: filter error: 'regex' operator not supported for buffer filters | one of exists, ==, =, !=, contains, bcontains, startswith, bstartswith, endswith, intersects, in; 18 SIMPLER_OPERATOR: regex check with 'a' may be optimized with simpler operators such as '=', 'contains', 'startswith', 'endswith'
                evt.buffer pmatch (a) -> 1 WRONG_OPERATOR: filter error: 'pmatch' operator not supported for buffer filters | one of exists, ==, =, !=, contains, bcontains, startswith, bstartswith, endswith, intersects, in
                fd.sip startswith 1 -> 1 WRONG_OPERATOR: filter error: 'startswith' operator not supported for ip address and network filters | one of exists, ==, =, !=, intersects, in
                fd.snet > 1 -> 1 WRONG_OPERATOR: filter error: '>' operator not supported for ip address and network filters | one of exists, ==, =, !=, intersects, in
                fd.types = a -> 1 WRONG_OPERATOR: filter error: '=' operator not supported list filters | one of exists, intersects, in
                fd.types glob anyof (a) -> 1 WRONG_OPERATOR: filter error: 'glob' operator not supported list filters | one of exists, intersects, in
                proc.name bcontains 61 -> 1 WRONG_OPERATOR: filter error: 'bcontains' operator not supported for string filters | one of exists, <=, <, >=, >, ==, =, !=, glob, iglob, contains, icontains, startswith, endswith, regex, intersects, in, pmatch
                proc.pid contains anyof (3) -> 1 WRONG_OPERATOR: filter error: 'contains' with modifier not supported for numeric filters | one of exists, <=, <, >=, >, ==, =, !=, intersects, in
                evt.rawarg.addr = 1 -> 1 WRONG_OPERATOR: filter error: '=' operator not supported for type 'SOCKADDR' | one of exists
                evt.rawarg.addr exists -> fits
                evt.around[1] = 5 -> fits
                evt.around[1] == 5 -> fits
                evt.around[1] exists -> fits
                evt.around[1] > 5 -> 1 WRONG_OPERATOR: evt.around supports only '=' comparison operator | one of exists, =, ==
                evt.around[1] in (5) -> 1 WRONG_OPERATOR: evt.around supports only '=' comparison operator | one of exists, =, ==
                evt.around[1] != 5 -> 1 WRONG_OPERATOR: evt.around supports only '=' comparison operator | one of exists, =, ==
                proc.fdusage contains 1 -> 1 WRONG_OPERATOR: filter error: 'contains' operator not supported for numeric filters | one of exists, <=, <, >=, >, ==, =, !=, intersects, in
                fd.sport startswith 1 -> 1 WRONG_OPERATOR: filter error: 'startswith' operator not supported for numeric filters | one of exists, <=, <, >=, >, ==, =, !=, intersects, in
                proc.duration startswith 1 -> 1 WRONG_OPERATOR: filter error: 'startswith' operator not supported for numeric filters | one of exists, <=, <, >=, >, ==, =, !=, intersects, in
                len(proc.name) contains 1 -> 1 WRONG_OPERATOR: filter error: 'contains' operator not supported for numeric filters | one of exists, <=, <, >=, >, ==, =, !=, intersects, in
                """);
    }

    @Test
    void valuesHaveToFitTheType() {
        say("""
                evt.failed = TRUE -> 14 WRONG_VALUE: filter error: unrecognized boolean value TRUE | true or false
                evt.failed in (true, 1) -> 22 WRONG_VALUE: filter error: unrecognized boolean value 1 | true or false
                proc.pid = 3x -> 12 WRONG_VALUE: 3x is not a valid number | a decimal number
                proc.pid = "" -> 12 WRONG_VALUE:  is not a valid number | a decimal number
                proc.pid > 2.5 -> 12 WRONG_VALUE: 2.5 is not a valid number | a decimal number
                proc.pid in (1, x, y) -> 17 WRONG_VALUE: x is not a valid number | a decimal number; 20 WRONG_VALUE: y is not a valid number | a decimal number
                proc.fdusage = 1.0 -> 16 WRONG_VALUE: 1.0 is not a valid number | a decimal number
                fd.sport = nosuch -> 12 WRONG_VALUE: unrecognized protocol nosuch | a port number or the name of a known service
                fd.sport = 2147483648 -> 12 WRONG_VALUE: 2147483648 is not a valid number | a port number or the name of a known service
                fd.sport = 99999999999999999999 -> 12 WRONG_VALUE: 99999999999999999999 is not a valid number | a port number or the name of a known service
                fd.sport = -1 -> 12 WRONG_VALUE: unrecognized protocol -1 | a port number or the name of a known service
                fd.sport in (1, nosuch) -> 17 WRONG_VALUE: unrecognized protocol nosuch | a port number or the name of a known service
                fd.sip = 1.2.3 -> 10 WRONG_VALUE: unrecognized IPv4 address 1.2.3 | four decimal numbers
                fd.sip = 1:2 -> 10 WRONG_VALUE: unrecognized IPv6 address 1:2 | an IPv6 address, or an IPv4 address with its dots
                fd.sip = example -> 10 WRONG_VALUE: unrecognized IPv6 address example | an IPv6 address, or an IPv4 address with its dots
                fd.sip = 1.2.3.4/8 -> 10 WRONG_VALUE: unrecognized IPv4 address 1.2.3.4/8 | four decimal numbers
                fd.sip in (1.2.3.4, x) -> 21 WRONG_VALUE: unrecognized IPv6 address x | an IPv6 address, or an IPv4 address with its dots
                fd.snet = 1.2.3.4 -> 11 WRONG_VALUE: unrecognized IP network 1.2.3.4 | an address, a slash and a number of bits
                fd.snet = 1.2.3/8 -> 11 WRONG_VALUE: unrecognized IP network 1.2.3/8 | an address, a slash and a number of bits
                fd.snet = 1.2.3.4/33 -> 11 WRONG_VALUE: invalid netmask 33 | 0 to 32
                fd.snet = 1.2.3.4/x -> 11 WRONG_VALUE: x is not a valid number | a number of bits
                fd.snet = ::/0 -> 11 WRONG_VALUE: invalid v6 netmask 0 | 1 to 128
                fd.snet = ::/129 -> 11 WRONG_VALUE: invalid v6 netmask 129 | 1 to 128
                fd.snet = ::x/12 -> 11 WRONG_VALUE: unrecognized IP network ::x/12 | an address, a slash and a number of bits
                evt.buffer bcontains 6 -> 22 WRONG_VALUE: filter error: bcontains and bstartswith operator support hex strings only | an even number of hexadecimal digits
                evt.buffer bstartswith 6g -> 24 WRONG_VALUE: filter error: bcontains and bstartswith operator support hex strings only | an even number of hexadecimal digits
                evt.buffer bcontains anyof (61, 6) -> 33 WRONG_VALUE: filter error: bcontains and bstartswith operator support hex strings only | an even number of hexadecimal digits
                proc.name regex "[a" -> 17 WRONG_VALUE: invalid regex pattern: missing closing ]: a | a regular expression in POSIX syntax
                proc.name regex anyof ("[a", b) -> 24 WRONG_VALUE: invalid regex pattern: missing closing ]: a | a regular expression in POSIX syntax; 30 SIMPLER_OPERATOR: regex check with 'b' may be optimized with simpler operators such as '=', 'contains', 'startswith', 'endswith'
                proc.name = "a\\x00b" -> 13 WRONG_VALUE: filter error: filter value cannot contain a NUL byte (\\x00)
                evt.buffer = "a\\x00b" -> fits
                proc.apid = oneof (1, x) -> 23 WRONG_VALUE: x is not a valid number | a decimal number
                proc.aname regex "[a" -> 18 WRONG_VALUE: invalid regex pattern: missing closing ]: a | a regular expression in POSIX syntax
                fd.ip = 1.2.3 -> 9 WRONG_VALUE: unrecognized IPv4 address 1.2.3 | four decimal numbers
                fd.ip = anyof (1.2.3.4, 1.2.3) -> 25 WRONG_VALUE: unrecognized IPv4 address 1.2.3 | four decimal numbers
                """);
    }

    @Test
    void fieldsAndTypesHaveToBeKnown() {
        say("""
                proc.nmae = a -> 1 UNKNOWN_FIELD: filter_check called with nonexistent field proc.nmae | a field that 'gvtrace fields' lists | proc.name?
                nosuch.thing exists -> 1 UNKNOWN_FIELD: filter_check called with nonexistent field nosuch.thing | a field that 'gvtrace fields' lists
                proc.name[2] = a -> 1 UNKNOWN_FIELD: filter_check called with nonexistent field proc.name[2] | a field that 'gvtrace fields' lists | proc.name?
                evt.arg = a -> 1 WRONG_OPERAND: filter syntax error: evt.arg
                evt.arg exists -> 1 WRONG_OPERAND: filter syntax error: evt.arg
                evt.arg.nosuch = a -> 1 WRONG_OPERAND: unknown event argument nosuch | evt.arg[nosuch]?
                proc.env[] = a -> does not parse
                proc.aname[x] = a -> 1 UNKNOWN_FIELD: filter_check called with nonexistent field proc.aname[x] | a field that 'gvtrace fields' lists | proc.aname?
                proc.name.x = a -> 1 UNKNOWN_FIELD: filter_check called with nonexistent field proc.name.x | a field that 'gvtrace fields' lists | proc.name?
                evt.type = opne -> 12 UNKNOWN_EVENT_TYPE: unknown event type opne | an event type | open?
                evt.type in (open, exceve) -> 20 UNKNOWN_EVENT_TYPE: unknown event type exceve | an event type | execve?
                evt.type contains exec -> 19 UNKNOWN_EVENT_TYPE: unknown event type exec | an event type
                evt.type contains open -> fits
                evt.type = "" -> fits
                evt.type = qqqqqqqqqq -> 12 UNKNOWN_EVENT_TYPE: unknown event type qqqqqqqqqq | an event type
                syscall.type = opne -> fits
                tolower(evt.type) startswith exec -> 30 UNKNOWN_EVENT_TYPE: unknown event type exec | an event type
                concat(evt.type, "x") startswith exec -> fits
                proc.name = tolower(proc.nmae) -> 21 UNKNOWN_FIELD: filter_check called with nonexistent field proc.nmae | a field that 'gvtrace fields' lists | proc.name?
                container.nosuch = a -> 1 UNKNOWN_FIELD: filter_check called with nonexistent field container.nosuch | a field that 'gvtrace fields' lists | container.mount?
                """);
    }

    @Test
    void fieldsOnTheRightHaveToFit() {
        say("""
                proc.pid = val(proc.name) -> 1 WRONG_OPERAND: field 'proc.pid' has type 'INT64' while the right-hand side field 'proc.name' has incompatible type 'CHARBUF'
                proc.name = val(proc.pid) -> 1 WRONG_OPERAND: field 'proc.name' has type 'CHARBUF' while the right-hand side field 'proc.pid' has incompatible type 'INT64'
                proc.name = len(proc.pname) -> 1 WRONG_OPERAND: field 'proc.name' has type 'CHARBUF' while the right-hand side field 'proc.pname' has incompatible type 'UINT64'
                proc.pid = len(proc.pname) -> fits
                proc.name = val(fd.types) -> 1 WRONG_OPERAND: field 'fd.types' can't be used as a right-hand side field
                getopt(("-a"), "a") in val(proc.name) -> 1 WRONG_OPERAND: field 'INTERNAL' has type 'CHARBUF (list)' while the right-hand side field 'proc.name' has incompatible type 'CHARBUF'
                proc.name in getopt(("-a"), "a") -> 1 WRONG_OPERAND: field 'proc.name' has type 'CHARBUF' while the right-hand side field 'INTERNAL' has incompatible type 'CHARBUF (list)'
                proc.name pmatch val(fd.name) -> 1 WRONG_OPERAND: operator 'PMATCH' doesn't support right-hand side fields
                proc.name regex val(fd.name) -> 1 WRONG_OPERAND: operator 'REGEX' doesn't support right-hand side fields
                proc.aname = val(proc.name) -> 1 WRONG_OPERAND: field 'proc.aname' doesn't support right-hand side fields
                proc.aname[1] = val(proc.name) -> 1 WRONG_OPERAND: field 'proc.aname' doesn't support right-hand side fields
                proc.name = val(proc.aname) -> 1 WRONG_OPERAND: field 'proc.aname' can't be used as a right-hand side field
                proc.name = val(proc.aname[1]) -> 1 WRONG_OPERAND: field 'proc.aname' can't be used as a right-hand side field
                fd.sport = val(fd.cport) -> fits
                fd.sport = val(proc.pid) -> 1 WRONG_OPERAND: field 'fd.sport' has type 'PORT' while the right-hand side field 'proc.pid' has incompatible type 'INT64'
                proc.duration > val(proc.pid) -> 1 WRONG_OPERAND: field 'proc.duration' has type 'RELTIME' while the right-hand side field 'proc.pid' has incompatible type 'INT64'
                evt.failed = val(evt.is_io) -> fits
                fd.sip = val(fd.snet) -> 1 WRONG_OPERAND: field 'fd.snet' can't be used as a right-hand side field
                evt.type = val(proc.name) -> 1 WRONG_OPERAND: right-hand field comparisons on `evt.type`/`syscall.type` checks are not supported by event code search
                syscall.type != val(proc.name) -> 1 WRONG_OPERAND: right-hand field comparisons on `evt.type`/`syscall.type` checks are not supported by event code search
                evt.type contains val(proc.name) -> fits
                proc.name = val(evt.type) -> fits
                evt.arg[0] = val(proc.pid) -> 1 WRONG_OPERAND: field 'evt.arg[0]' has type 'CHARBUF' while the right-hand side field 'proc.pid' has incompatible type 'INT64'
                """);
    }

    @Test
    void transformersHaveToFit() {
        say("""
                toupper(fd.name)[x] = A -> 1 WRONG_OPERAND: filter error: transformer 'toupper' does not support field arguments
                len(proc.pid) = 1 -> 1 WRONG_OPERAND: can't add field transformer: type 'INT64' is not supported by 'len' transformer applied on field 'proc.pid'
                len(fd.sip) = 1 -> 1 WRONG_OPERAND: can't add field transformer: type 'IPADDR' is not supported by 'len' transformer applied on field 'fd.sip'
                tolower(proc.pid) = a -> 1 WRONG_OPERAND: can't add field transformer: type 'INT64' is not supported by 'tolower' transformer applied on field 'proc.pid'
                tolower(evt.buffer) = a -> 1 WRONG_OPERAND: can't add field transformer: type 'BYTEBUF' is not supported by 'tolower' transformer applied on field 'evt.buffer'
                b64(evt.buffer) exists -> fits
                b64(proc.pid) exists -> 1 WRONG_OPERAND: can't add field transformer: type 'INT64' is not supported by 'b64' transformer applied on field 'proc.pid'
                tolower(fd.ip) = a -> 9 WRONG_OPERAND: field 'fd.ip' does not support transformers
                tolower(proc.aname[1]) = a -> 9 WRONG_OPERAND: field 'proc.aname' does not support transformers
                tolower(proc.aname) = a -> 9 WRONG_OPERAND: field 'proc.aname' does not support transformers
                len(evt.rawarg.name) = 1 -> 5 WRONG_OPERAND: field 'evt.rawarg' does not support transformers
                concat(proc.name) = a -> 1 WRONG_OPERAND: unknown field transfomer 'concat'
                concat(proc.name, proc.pid) = a -> 1 WRONG_OPERAND: concat() arguments must be strings
                concat(proc.name, fd.types) = a -> 1 WRONG_OPERAND: concat() arguments must be strings
                join("-") = a -> 1 WRONG_OPERAND: unknown field transfomer 'join'
                join("-", proc.name) = a -> 1 WRONG_OPERAND: join() second argument must be a list
                join("-", (proc.name), (fd.name)) = a -> 1 WRONG_OPERAND: join() requires exactly 2 arguments: separator and list
                join((proc.name), (fd.name)) = a -> 1 WRONG_OPERAND: join() first argument (separator) must be a single value, not a list
                join(proc.pid, (fd.name)) = a -> 1 WRONG_OPERAND: can't add field transformer: type 'INT64' is not supported by 'join' transformer applied on field 'proc.pid'
                join("-", (proc.name, fd.types)) = a -> 23 WRONG_OPERAND: field 'fd.types' is a list, and lists do not nest
                join("-", (proc.name, proc.aname[1])) = a -> 23 WRONG_OPERAND: field 'proc.aname' does not support transformers
                getopt(("-a")) exists -> 1 WRONG_OPERAND: unknown field transfomer 'getopt'
                getopt(("-a"), "a", "b") exists -> 1 WRONG_OPERAND: getopt() requires exactly 2 arguments: args list and optstring
                getopt("-a", "a") exists -> 1 WRONG_OPERAND: getopt() first argument must be a list
                getopt(("-a"), ("a")) exists -> 1 WRONG_OPERAND: getopt() second argument (optstring) must be a single value
                getopt(("-a"), "a")[ab] exists -> 1 WRONG_OPERAND: getopt() field argument must be a single option character
                getopt(("-a"), proc.pid) exists -> 1 WRONG_OPERAND: can't add field transformer: type 'INT64' is not supported by 'getopt' transformer applied on field 'proc.pid'
                getopt(("-a"), "a") = a -> 1 WRONG_OPERATOR: filter error: '=' operator not supported list filters | one of exists, intersects, in
                tolower(evt.type) = open -> 1 WRONG_OPERAND: event code search does not support `evt.type` checks with transformers
                tolower(evt.type) in (open) -> 1 WRONG_OPERAND: event code search does not support `evt.type` checks with transformers
                tolower(evt.type) exists -> 1 WRONG_OPERAND: event code search does not support `evt.type` checks with transformers
                tolower(evt.type) != open -> 1 WRONG_OPERAND: event code search does not support `evt.type` checks with transformers
                tolower(syscall.type) == open -> 1 WRONG_OPERAND: event code search does not support `evt.type` checks with transformers
                tolower(syscall.type) startswith open -> fits
                join(":", (evt.dir, evt.type)) = x -> 1 WRONG_OPERAND: event code search does not support `evt.type` checks with transformers
                join(":", (evt.type, evt.dir)) = x -> fits
                concat(evt.type, "x") = openx -> 1 WRONG_OPERAND: event code search does not support `evt.type` checks with transformers
                concat(evt.type, "x") = val(proc.name) -> 1 WRONG_OPERAND: event code search does not support `evt.type` checks with transformers
                """);
    }

    @Test
    void doubtfulConstantsAreNamed() {
        say("""
                proc.name = proc.pname -> 13 FIELD_AS_CONSTANT: 'proc.pname' may be a valid field misused as a const string value
                proc.name in (proc.pname, tolower) -> 15 FIELD_AS_CONSTANT: 'proc.pname' may be a valid field misused as a const string value
                proc.name = "toupper(proc.name)" -> 13 TRANSFORMER_AS_CONSTANT: 'toupper(proc.name)' may be a valid field transformer misused as a const string value
                proc.name = "toupper(proc.name) x" -> fits
                proc.name = nosuch.field -> fits
                proc.name = 1.2 -> fits
                proc.name = "proc.args[1]" -> 13 FIELD_AS_CONSTANT: 'proc.args[1]' may be a valid field misused as a const string value
                proc.name = "proc.args[x]" -> fits
                proc.name regex ".*abc.*" -> 17 SIMPLER_OPERATOR: regex check with '.*abc.*' may be optimized with simpler operators such as '=', 'contains', 'startswith', 'endswith'
                proc.name regex abc -> 17 SIMPLER_OPERATOR: regex check with 'abc' may be optimized with simpler operators such as '=', 'contains', 'startswith', 'endswith'
                proc.name regex "abc.*" -> 17 SIMPLER_OPERATOR: regex check with 'abc.*' may be optimized with simpler operators such as '=', 'contains', 'startswith', 'endswith'
                proc.name regex ".*" -> fits
                proc.name regex "a|b" -> fits
                proc.name regex anyof (abc, "a.c") -> 24 SIMPLER_OPERATOR: regex check with 'abc' may be optimized with simpler operators such as '=', 'contains', 'startswith', 'endswith'
                proc.name < 5 -> 13 NUMBER_AND_TEXT: 'proc.name' is a text: '<' compares it with '5' byte by byte, not as a number
                tolower(proc.name) >= 5 -> 23 NUMBER_AND_TEXT: 'proc.name' is a text: '>=' compares it with '5' byte by byte, not as a number
                proc.pid < 5 -> fits
                """);
    }

    @Test
    void constantsHaveAtMost255Bytes() {
        String longest = "x".repeat(255);
        assertThat(issues("proc.name = " + longest)).isEqualTo("fits");
        assertThat(issues("proc.name = " + longest + "y"))
                .isEqualTo("13 WRONG_VALUE: filter parameter too long (used=257, available=256):" + longest
                        + "y | at most 255 bytes");
        assertThat(issues("proc.name in (a, " + longest + "y)"))
                .startsWith("18 WRONG_VALUE: filter parameter too long");
        assertThat(issues("proc.name = " + "é".repeat(127) + "y")).isEqualTo("fits");
        assertThat(issues("proc.name = " + "é".repeat(128))).contains("(used=257, available=256)");
        assertThat(issues("evt.buffer = " + longest)).isEqualTo("fits");
        assertThat(issues("evt.buffer = " + longest + "y"))
                .isEqualTo("14 WRONG_VALUE: filter parameter too long (byte buf) | at most 255 bytes");
        assertThat(issues("proc.name = " + "z".repeat(4096))).contains("):" + "z".repeat(4096) + " | ");
        assertThat(issues("proc.name = " + "z".repeat(4097))).contains("):" + "z".repeat(4096) + "... | ");
        assertThat(issues("proc.name = '\\x00a'")).contains("cannot contain a NUL byte");
        assertThat(Constants.isPlain(longest)).isTrue();
        assertThat(Constants.isPlain(longest + "y")).isFalse();
        assertThat(Constants.isPlain("a\0")).isFalse();
        assertThat(Constants.isPlain("\0a")).isFalse();
    }

    @Test
    void quirksOfAddressesAndPorts() {
        say("""
                fd.sip = .1.2.3 -> 10 WRONG_VALUE: unrecognized IPv4 address .1.2.3 | four decimal numbers
                fd.snet = /8 -> 11 WRONG_VALUE: unrecognized IP network /8 | an address, a slash and a number of bits
                fd.snet = 1.2.3.4/32 -> fits
                fd.snet = ::/1 -> fits
                fd.snet = ::/128 -> fits
                fd.snet = 1.2.3.4/0 -> fits
                fd.sport = 80: -> 12 WRONG_VALUE: unrecognized protocol 80: | a port number or the name of a known service
                fd.sport = 9/ -> 12 WRONG_VALUE: unrecognized protocol 9/ | a port number or the name of a known service
                fd.sport = 90 -> fits
                fd.sport = 2147483647 -> fits
                fd.sport = tcpmux -> fits
                """);
    }
}
