// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import org.junit.jupiter.api.Test;

class FilterCheckerTest {
    @Test
    void findsAllFaultsAtOnceWithPlaceExpectedAndNearestName() throws FilterException {
        String condition = "proc.nmae = a and not evt.type in (opne, close, exceve)\n"
                + " or fd.sip = 1.2.3 and evt.is_open_read < 3 and fd.num = x";

        assertThat(FilterChecker.check(FilterParser.parse(condition), Installed.binding()))
                .extracting(i -> i.position().line() + ":" + i.position().column() + " " + i.code() + " " + i.message()
                        + " | " + i.expected() + " | " + i.nearest())
                .containsExactly(
                        "1:1 UNKNOWN_FIELD filter_check called with nonexistent field proc.nmae | a field that 'gvtrace fields' lists | proc.name",
                        "1:36 UNKNOWN_EVENT_TYPE unknown event type opne | an event type | open",
                        "1:49 UNKNOWN_EVENT_TYPE unknown event type exceve | an event type | execve",
                        "2:14 WRONG_VALUE unrecognized IPv4 address 1.2.3 | four decimal numbers | null",
                        "2:24 WRONG_OPERATOR filter error: '<' operator not supported for numeric filters"
                                + " | one of exists, ==, =, !=, intersects, in | null",
                        "2:58 WRONG_VALUE x is not a valid number | a decimal number | null");
    }

    @Test
    void warnsAboutConstantsLikeFieldsAndNeedlessRegularExpressions() throws FilterException {
        String condition =
                "proc.name = proc.pname or proc.name in (a, 'proc.pname ', x.y) or proc.name = ' toupper(fd.name)'"
                        + " or proc.name regex '.*abc' or proc.name regex 'a.c' or fd.name = nosuch.field";

        assertThat(FilterChecker.check(FilterParser.parse(condition), Installed.binding()))
                .allMatch(issue -> !issue.error())
                .extracting(FilterIssue::message)
                .containsExactly(
                        "'proc.pname' may be a valid field misused as a const string value",
                        "'proc.pname ' may be a valid field misused as a const string value",
                        "' toupper(fd.name)' may be a valid field transformer misused as a const string value",
                        "regex check with '.*abc' may be optimized with simpler operators such as '=', 'contains',"
                                + " 'startswith', 'endswith'");
    }

    @Test
    void reportsFaultsOfAMacroOnceWithItsName() throws FilterException {
        Expr body = FilterParser.parse("evt.num = x");
        Expr expr = FilterParser.parse("m and not m and other")
                .transform(node ->
                        node instanceof Expr.Identifier name && name.name().equals("m")
                                ? new Expr.Macro("m", body, name.position())
                                : node);

        assertThat(FilterChecker.check(expr, Installed.binding()))
                .extracting(i -> i.macro() + ": " + i.message())
                .containsExactly("m: x is not a valid number", "null: Undefined macro 'other' used in filter.");
    }
}
