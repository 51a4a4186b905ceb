// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.filter.ast.ConstantSet;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A condition with references to the values of a list means the same as with the values written out. */
class ReferredListsTest {
    private static final Map<String, List<String>> LISTS = Map.of(
            "NUMBERS", List.of("5", "7", "-3"),
            "PORTS", List.of("22", "https"),
            "ADDRESSES", List.of("10.0.0.1", "::1"),
            "NETWORKS", List.of("10.0.0.0/8", "2001:db8::/32"),
            "NAMES", List.of("cat", "'a b'", "\"x\"", "dog"),
            "PATHS", List.of("/usr", "/etc/*"),
            "TYPES", List.of("connect", "open"),
            "BOOLS", List.of("true"),
            "WRONG", List.of("cat", "proc.pname", "'toupper(proc.name)'"),
            "LONG", List.of("cat", "l".repeat(300)));

    /** The condition with its words as references. */
    private static Expr referring(String condition) throws FilterException {
        Map<Integer, FilterParser.Reference> references = new HashMap<>();
        LISTS.forEach((name, words) -> {
            for (int at = condition.indexOf(name); at >= 0; at = condition.indexOf(name, at + 1)) {
                references.put(at, new FilterParser.Reference(new ConstantSet(words), name.length()));
            }
        });
        return Objects.requireNonNull(FilterParser.parse(condition, references));
    }

    private static String written(String condition) {
        String text = condition;
        for (Map.Entry<String, List<String>> list : LISTS.entrySet()) {
            text = text.replace(list.getKey(), String.join(", ", list.getValue()));
        }
        return text;
    }

    private static String verdict(String facts, Expr condition) {
        Map<String, Object> values = TruthTableTest.facts(facts);
        FilterCompiler<EventContext> compiler =
                new FilterCompiler<>(new StubBinding(field -> TruthTableTest.stub(field, values)));
        return TruthTableTest.verdict(compiler, condition, Objects.requireNonNull(EventTypes.byName("connect")));
    }

    private static List<String> issues(Expr condition) {
        return FilterChecker.check(condition, Installed.binding()).stream()
                .map(issue -> issue.code() + " " + issue.message() + " " + issue.expected())
                .toList();
    }

    @Test
    void haveTheVerdictAndTheFaultsOfWhatTheyStandFor() throws FilterException {
        List<String> wrong = new ArrayList<>();
        for (String row : """
                evt.rawres=#7 | evt.rawres in (NUMBERS) | T
                evt.rawres=#-3 | evt.rawres in (1, NUMBERS) | T
                evt.rawres=#1 | evt.rawres in (1, NUMBERS) | T
                evt.rawres=#9 | evt.rawres in (1, NUMBERS, 8) | F
                evt.rawres=#22 | evt.rawres in (NUMBERS, NUMBERS, 22) | T
                evt.rawres=#7 | evt.rawres = anyof (NUMBERS) | T
                evt.rawres=#7 | evt.rawres = oneof (NUMBERS, 7) | F
                evt.rawres=#7 | evt.rawres != allof (NUMBERS) | F
                evt.rawres=#7 | evt.rawres intersects (NUMBERS) | T
                evt.rawres=#7 | evt.rawres in (NAMES) | E
                evt.rawres=#7 | evt.rawres in (NUMBERS, x) | E
                user.uid=#4294967293 | user.uid in (NUMBERS) | T
                fd.sport=#443 | fd.sport in (PORTS) | T
                fd.sport=#23 | fd.sport in (PORTS) | F
                fd.sport=#23 | fd.sport in (PORTS, 23) | T
                fd.port=*#1,#443 | fd.port in (PORTS) | T
                fd.port=*#1,#2 | fd.port in (PORTS) | F
                fd.port=*#1,#22 | fd.port = anyof (PORTS) | T
                fd.port=*#1,#443 | fd.port = anyof (PORTS) | F
                proc.apid=*#5,#7 | proc.apid in (NUMBERS) | F
                fd.sip=@10.0.0.1 | fd.sip in (ADDRESSES) | T
                fd.sip=@::1 | fd.sip in (1.1.1.1, ADDRESSES) | T
                fd.sip=@1.1.1.1 | fd.sip in (1.1.1.1, ADDRESSES) | T
                fd.sip=@1.1.1.2 | fd.sip in (1.1.1.1, ADDRESSES) | F
                fd.sip=@1.1.1.2 | fd.sip in (ADDRESSES, x) | E
                fd.sip=@1.1.1.2 | fd.sip in (NAMES) | E
                fd.ip=*@9.9.9.9,@::1 | fd.ip intersects (ADDRESSES) | T
                fd.ip=*@9.9.9.9,@::2 | fd.ip intersects (ADDRESSES) | F
                fd.ip=*@9.9.9.9,@::1 | fd.ip in (ADDRESSES) | F
                fd.snet=@10.9.9.9 | fd.snet in (NETWORKS) | T
                fd.snet=@11.9.9.9 | fd.snet in (NETWORKS, 11.0.0.0/8) | T
                fd.snet=@12.9.9.9 | fd.snet in (NETWORKS, 11.0.0.0/8) | F
                fd.net=*@12.9.9.9,@10.1.1.1 | fd.net in (NETWORKS) | T
                fd.net=*@12.9.9.9,@10.1.1.1 | fd.net in (12.0.0.0/8, NETWORKS) | T
                fd.net=*@13.9.9.9,@10.1.1.1 | fd.net in (12.0.0.0/8, NETWORKS) | F
                proc.name=cat | proc.name in (NAMES) | T
                proc.name=a_b | proc.name in (NAMES) | T
                proc.name=x | proc.name in (NAMES) | T
                proc.name=y | proc.name in (NAMES, y) | T
                proc.name=z | proc.name in (NAMES, y) | F
                proc.name=z | proc.name in (NAMES, PATHS, z) | T
                proc.name=/usr | proc.name in (NAMES, PATHS) | T
                proc.name=dog | proc.name = anyof (NAMES) | T
                proc.name=dog | proc.name != anyof (NAMES) | T
                proc.name=dog | proc.name != allof (NAMES) | F
                proc.name=dogs | proc.name startswith oneof (NAMES) | T
                proc.name=/usr/bin | proc.name pmatch (PATHS) | T
                proc.name=/etc/x/y | proc.name pmatch (PATHS) | T
                proc.name=/var | proc.name pmatch (PATHS, /var) | T
                proc.name=/opt | proc.name pmatch (PATHS, /var) | F
                proc.aname=*sh,dog | proc.aname in (NAMES) | T
                proc.aname=*sh,cow | proc.aname in (NAMES) | F
                proc.aname=*sh,dog | proc.aname = anyof (NAMES) | F
                proc.aname=*sh,/usr/x | proc.aname pmatch (PATHS) | T
                fd.types=[cat,dog | fd.types in (NAMES) | T
                fd.types=[cat,cow | fd.types in (NAMES) | F
                fd.types=[cat,cow | fd.types in (NAMES, cow) | T
                fd.types=[cat,cow | fd.types in (NAMES, PATHS) | F
                fd.types=[cow,dog | fd.types intersects (NAMES) | T
                fd.types=[cow | fd.types intersects (NAMES) | F
                - | evt.type in (TYPES) | T
                - | evt.type in (NAMES) | E
                - | syscall.type in (TYPES) | T
                - | syscall.type in (NAMES) | F
                evt.failed=#1 | evt.failed in (BOOLS) | T
                evt.failed=#0 | evt.failed in (BOOLS) | F
                evt.buffer=cat | evt.buffer in (NAMES) | F
                proc.fdusage=~7 | proc.fdusage in (NUMBERS) | T
                proc.fdusage=~8 | proc.fdusage in (NUMBERS) | F
                proc.name=cat | proc.name in (LONG) | E
                proc.pid=#5 | proc.pid contains anyof (NUMBERS) | E
                proc.name=cat | proc.name in (WRONG, proc.exe) | T
                evt.rawarg.res=#5 | evt.rawarg.res in (NUMBERS) | F
                """.split("\n")) {
            String[] cells = row.split(" \\| ");
            Expr referring = referring(cells[1]);
            Expr written = FilterParser.parse(written(cells[1]));
            String facts = cells[0].equals("-") ? "" : cells[0];
            String found = verdict(facts, referring) + verdict(facts, written);
            if (!found.equals(cells[2] + cells[2]) || !issues(referring).equals(issues(written))) {
                wrong.add(row + " not " + found + issues(referring) + issues(written));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "abc|true", "a-b/c*|true", "'a b'|true", "\"a b\"|true", "\"\"|true", "''|true", "a b|false",
                        "``|false",
                "'|false", "a'b|false", "'a'b'|false", "'a\\b'|false", "'a\"|false", "'a\"b'|true", "(a|false",
                        "a,b|false",
                "a=b|false", "'a\tb'|false", "`a\u0001`|false", "é|true", "'a'b|false"
            })
    void recognizesWords(String text, boolean word) {
        assertThat(ConstantSet.isWord(text)).isEqualTo(word);
    }

    @Test
    void listsHoldTheirConstantsInTheOrderOfTheText() throws FilterException {
        Expr.Check check = (Expr.Check) referring("proc.name in (a, NAMES, b, PATHS, NUMBERS, c)");
        List<Operand> items = ((Operand.Values) Objects.requireNonNull(check.right())).items();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            texts.add(((Operand.Constant) items.get(i)).text());
        }
        assertThat(texts).containsExactly("a", "cat", "a b", "x", "dog", "b", "/usr", "/etc/*", "5", "7", "-3", "c");
        assertThat(items).extracting(item -> item.position().column()).startsWith(15, 18, 18, 18, 18, 25, 28);
        assertThatThrownBy(() -> items.get(12)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> items.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void checksOfTheSameListsAreOneCheck() throws FilterException {
        ConstantSet set = new ConstantSet(List.of("a", "b"));
        ConstantSet other = new ConstantSet(List.of("a", "b"));
        FilterCompiler<EventContext> compiler = new FilterCompiler<>(Installed.binding());
        Node one = compiler.compile(refer("proc.name in (L)", set)).root();
        assertThat(compiler.compile(refer("proc.name in (L)", set)).root()).isSameAs(one);
        assertThat(compiler.compile(refer("proc.name in (L)", other)).root()).isNotSameAs(one);
        assertThat(compiler.compile(refer("proc.pname in (L)", set)).root()).isNotSameAs(one);
        assertThat(compiler.compile(refer("proc.name in (L, c)", set)).root()).isNotSameAs(one);
        assertThat(SetMatchers.of(set).whole()).isSameAs(SetMatchers.of(set).whole());
        assertThat(SetMatchers.of(set).paths()).isSameAs(SetMatchers.of(set).paths());
        assertThat(SetMatchers.of(set).misused(Installed.binding()))
                .isSameAs(SetMatchers.of(set).misused(Installed.binding()));
    }

    /** What a list is made into is made once: a list may have hundreds of thousands of values, and hundreds of uses. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evt.rawres in (L)|proc.pid intersects (L)|5|test",
                "evt.rawres = anyof (L)|proc.pid in (L)|5|test",
                "fd.sport in (L)|fd.cport in (L)|5|test",
                "fd.port in (L)|fd.proto in (L)|5|test",
                "fd.sip in (L)|fd.cip in (L)|::1|test",
                "fd.snet in (L)|fd.cnet in (L)|10.0.0.0/8|test",
                "fd.ip intersects (L)|fd.sip in (L)|::1|test",
                "proc.name in (L)|proc.pname in (L)|x|test",
                "proc.name pmatch (L)|proc.pname pmatch (L)|x|test",
                "proc.aname in (L)|proc.aexe in (L)|x|test",
                "tolower(proc.name) in (L)|proc.pname in (L)|x|test"
            })
    void checksShareWhatIsMadeOfAList(String one, String other, String value, String part) throws FilterException {
        ConstantSet set = new ConstantSet(List.of(value, value));
        String shared = other.startsWith("fd.sip") ? "test" : part;
        assertThat(predicate(one, set)).extracting(part).isSameAs(value(predicate(other, set), shared));
        assertThat(predicate(one.replace("(L)", "(L, " + value + ")"), set))
                .extracting(part + ".tests")
                .satisfies(tests ->
                        assertThat((Object[]) tests).hasSize(2).startsWith(value(predicate(other, set), shared)));
    }

    private static CompiledTest predicate(String condition, ConstantSet set) throws FilterException {
        return Objects.requireNonNull(new FilterCompiler<>(Installed.binding())
                        .compile(refer(condition, set))
                        .root()
                        .leaf())
                .predicate();
    }

    private static Object value(Object object, String path) {
        Object[] found = new Object[1];
        assertThat(object).extracting(path).satisfies(value -> found[0] = value);
        return found[0];
    }

    @Test
    void listFieldsShareTheSetOfOneList() throws FilterException {
        ConstantSet set = new ConstantSet(List.of("file", "pipe"));
        assertThat(value(predicate("fd.types in (L)", set), "set"))
                .isSameAs(SetMatchers.of(set).whole().set());
        assertThat(value(predicate("fd.types in (L, x)", set), "set"))
                .isNotSameAs(SetMatchers.of(set).whole().set());
    }

    private static Expr refer(String condition, ConstantSet set) throws FilterException {
        Map<Integer, FilterParser.Reference> references =
                Map.of(condition.indexOf('L'), new FilterParser.Reference(set, 1));
        return Objects.requireNonNull(FilterParser.parse(condition, references));
    }

    @Test
    void reportsOnlyTheFirstWrongValuesOfALongList() throws FilterException {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            words.add("x" + i);
        }
        List<FilterIssue> issues =
                FilterChecker.check(refer("evt.type in (L)", new ConstantSet(words)), Installed.binding());
        assertThat(issues).hasSize(20);
        assertThat(issues.get(19).message()).isEqualTo("unknown event type x19");
    }
}
