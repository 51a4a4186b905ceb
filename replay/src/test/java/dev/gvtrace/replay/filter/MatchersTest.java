// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.match.Bytes;
import dev.gvtrace.replay.filter.match.Getopt;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.filter.match.NetworkSet;
import dev.gvtrace.replay.filter.match.PathTrie;
import dev.gvtrace.replay.filter.match.PosixRegex;
import dev.gvtrace.replay.filter.match.PrefixSet;
import dev.gvtrace.replay.filter.match.Services;
import dev.gvtrace.replay.filter.match.TextSet;
import dev.gvtrace.text.Glob;
import dev.gvtrace.text.NearestName;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/usr T", "/usr/ T", "usr T", "//usr//bin T", "/usr/bin/cat T", "/usr/b F", "/usr/bin/cat/x F", "/ T",
                "'' T", "/u*/bin T", "/usr/* T", "/usr/[a-c]in T", "/usr/*/cat T", "/*/cat F", "/u* T", "/usr/b?n T"
            })
    void matchesBeginningsOfPaths(String pattern, String verdict) {
        assertThat(new PathTrie(List.of(pattern)).matches("/usr/bin/cat")).isEqualTo(verdict.equals("T"));
    }

    @Test
    void matchesAnyOfSeveralPathPatternsWithOverlaps() {
        PathTrie trie = new PathTrie(List.of("/u*/lib", "/u*/bin/x", "/?sr/bin/cat", "/usr/share"));
        assertThat(trie.matches("/usr/bin/cat")).isTrue();
        assertThat(trie.matches("/usr/bin/dog")).isFalse();
        assertThat(trie.matches("/usr/share/doc")).isTrue();
        assertThat(new PathTrie(List.of()).matches("/usr")).isFalse();
        assertThat(new PathTrie(List.of("")).matches("")).isTrue();
        assertThat(new PathTrie(List.of("/a")).matches("")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "* `` T",
                "* a/b T",
                "`` `` T",
                "`` a F",
                "a*c abbbc T",
                "a*c abbbd F",
                "/usr/* /usr/bin/cat T",
                "*.so* libc.so.6 T",
                "?? ab T",
                "?? a F",
                "[a-c]x bx T",
                "[!a-c]x bx F",
                "[^a-c]x dx T",
                "[]]x ]x T",
                "[[:digit:]]x 5x T",
                "[[:digit:]]x ax F",
                "a\\*b a*b T",
                "a\\*b axb F",
                "[ab [ab T",
                "[a\\]]x ]x T",
                "*a*a*a*a*b aaaaaaaaaaaaaaaaaaaaaaaa F",
                "A b F",
                "a\\ a F",
                "[z-a]x bx F",
                "**a xa T",
                "[!]]x ax T"
            })
    void matchesShellPatterns(String pattern, String text, String verdict) {
        boolean expected = verdict.equals("T");
        assertThat(Glob.compile(pattern, false).matches(text)).isEqualTo(expected);
        // A long tail of the same kind takes the other way of matching.
        String tail = "?".repeat(70);
        assertThat(Glob.compile(pattern + tail, false).matches(text + "y".repeat(70)))
                .isEqualTo(pattern.endsWith("\\") ? false : expected);
    }

    @Test
    void foldsCaseOfShellPatterns() {
        assertThat(Glob.compile("*MY[A-Z]X?", true).matches("/bin/myExE")).isTrue();
        assertThat(Glob.compile("*MY[A-Z]X?", false).matches("/bin/myExE")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "a cat F",
                "c.t cat T",
                "c\\.t cat F",
                "^(ba)?sh$ bash T",
                "(a|ab)(c|bcd) abcd T",
                "a+? `` T",
                "a+? aa T",
                "a** aaa T",
                "x{2,3} xx T",
                "x{2,3} xxxx F",
                "a{,2} a{,2} T",
                "[[:alpha:]]+ abC T",
                "\\x41\\t `A\t` T",
                "[^x] `\n` T",
                ". `\n` F",
                ". é T",
                "a]b a]b T",
                "{a {a T",
                "a{b a{b T",
                "[a\\]]+ ]a T",
                "\\101 A T",
                "(|a)b b T",
                "^*a a T",
                "[]a]+ ]a T"
            })
    void matchesRegularExpressionsAgainstWholeTexts(String regex, String text, String verdict) {
        String bytes = dev.gvtrace.text.ByteText.fromUnicode(text);
        String pattern = dev.gvtrace.text.ByteText.fromUnicode(regex);
        assertThat(PosixRegex.compile(pattern).matches(bytes)).isEqualTo(verdict.equals("T"));
    }

    @Test
    void anchorsRegularExpressionsAtLineBreaksToo() {
        assertThat(PosixRegex.compile("a$\n^b").matches("a\nb")).isTrue();
        assertThat(PosixRegex.compile(".*b").matches("a\nb")).isFalse();
        assertThat(PosixRegex.compile("^b").matches("a\nb")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\d", "\\w", "\\s", "\\b", "\\pL", "\\A", "\\z", "\\Q", "\\1", "(?i)a", "(?:a)", "(?P<n>a)", "[a-\\]]",
                "(", ")", "a)", "*a", "a|*", "[a", "a{2,1}", "a{1001}", "((a{100}){100}){100}", "\\", "[\\d]", "\\C",
                        "+"
            })
    void refusesWhatPosixLacks(String regex) {
        assertThatThrownBy(() -> PosixRegex.compile(regex)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void replacesBytesThatAreNotUtf8InRegularExpressionsOnly() {
        assertThat(PosixRegex.compile("a.b").matches("a\u00ffb")).isTrue();
        assertThat(new TextMatcher.Contains("\u00ff").test("a\u00ffb")).isTrue();
        assertThatThrownBy(() -> PosixRegex.compile("\u00ff")).hasMessage("invalid UTF-8");
    }

    @Test
    void findsAddressesInNetworks() {
        NetworkSet set = new NetworkSet(List.of(
                network("10.0.0.0", 8),
                network("142.251.111.0", 28),
                network("0.0.0.0", 32),
                network("2001:4860::", 32),
                network("::1", 128)));
        for (String inside : List.of("10.1.2.3", "142.251.111.7", "0.0.0.0", "2001:4860:1::5", "::1")) {
            assertThat(set.contains(address(inside))).as(inside).isTrue();
        }
        for (String outside : List.of("11.1.2.3", "142.251.111.16", "0.0.0.1", "2001:4861::", "::2", "a00::")) {
            assertThat(set.contains(address(outside))).as(outside).isFalse();
        }
        assertThat(network("0.0.0.0", 0).contains(address("8.8.8.8"))).isTrue();
        assertThat(network("0.0.0.0", 0).contains(address("::1"))).isFalse();
        assertThat(new NetworkSet(List.of(network("1.2.3.4", 0))).contains(address("8.8.8.8")))
                .isTrue();
        assertThat(new NetworkSet(List.of()).contains(address("8.8.8.8"))).isFalse();
    }

    private static Network network(String address, int bits) {
        return new Network(address(address), bits);
    }

    private static byte[] address(String text) {
        byte[] address = text.indexOf('.') >= 0 ? Network.parseIpv4(text) : Network.parseIpv6(text);
        assertThat(address).as(text).isNotNull();
        return address;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "a.b.c.d", "1..2.3", "1.2.3.-4"})
    void refusesWrongIpv4(String text) {
        assertThat(Network.parseIpv4(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":",
                ":::",
                "1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:8::",
                ":1:2:3:4:5:6:7:8"
            })
    void refusesWrongIpv6(String text) {
        assertThat(Network.parseIpv6(text)).isNull();
    }

    @Test
    void readsOptionsAsGetoptDoes() {
        assertThat(Getopt.all(List.of("-n", "-t", "hello"), "nt:")).containsExactly("n", "t", "hello");
        assertThat(Getopt.all(List.of("-nthello", "x"), "nt:")).containsExactly("n", "t", "hello");
        assertThat(Getopt.all(List.of("-x", "-n"), "n")).containsExactly("?", "n");
        assertThat(Getopt.all(List.of("-t"), "t:")).containsExactly("");
        assertThat(Getopt.all(List.of("-n", "--", "-n"), "n")).containsExactly("n");
        assertThat(Getopt.all(List.of("--exec", "-n"), "n")).containsExactly("n");
        assertThat(Getopt.all(List.of("file", "-n"), "n")).isEmpty();
        assertThat(Getopt.last(List.of("-t", "v1", "-t", "v2"), "t:", 't')).isEqualTo("v2");
        assertThat(Getopt.last(List.of("-n"), "nt:", 't')).isNull();
        assertThat(Getopt.last(List.of("-n"), "n", 'n')).isEqualTo("n");
    }

    @ParameterizedTest
    @CsvSource({"aGVsbG8=,hello", "aGVsbG8,hello", "'',''", "d29ybGQgIQ==,world !"})
    void decodesBase64(String text, String decoded) {
        assertThat(Bytes.fromBase64(text)).isEqualTo(decoded);
        assertThat(Bytes.fromBase64("a")).isNull();
        assertThat(Bytes.fromBase64("a*==")).isNull();
    }

    @Test
    void holdsSetsOfTexts() {
        List<String> words = List.of("a", "bb", "a", "", "ccc", "x".repeat(64), "x".repeat(128));
        TextSet set = new TextSet(words);
        assertThat(words).allMatch(set::contains);
        assertThat(Arrays.asList("b", "x", "cc", "x".repeat(63), "y".repeat(64)))
                .noneMatch(set::contains);
        assertThat(new TextSet(List.of()).contains("")).isFalse();
    }

    @Test
    void ordersUnsignedNumbersAsUnsigned() {
        assertThat(NumberMatcher.of(Operator.LESS, 0, true).test(-1)).isFalse();
        assertThat(NumberMatcher.of(Operator.GREATER, 5, true).test(-1)).isTrue();
        assertThat(NumberMatcher.of(Operator.GREATER, 5, false).test(-1)).isFalse();
        assertThat(NumberMatcher.of(Operator.GREATER, -1, true).test(-1)).isFalse();
        assertThat(NumberMatcher.of(Operator.LESS_OR_EQUAL, -1, true).test(-1)).isTrue();
    }

    @Test
    void resolvesServicesByName() {
        assertThat(Services.port("https")).isEqualTo(443);
        assertThat(Services.port("ssh")).isEqualTo(22);
        assertThat(Services.port("domain")).isEqualTo(53);
        assertThat(Services.port("nosuch")).isEqualTo(-1);
    }

    @Test
    void findsTheNearestName() {
        List<String> names = List.of("open", "openat", "close", "execve");
        assertThat(NearestName.of("opne", names)).isEqualTo("open");
        assertThat(NearestName.of("exceve", names)).isEqualTo("execve");
        assertThat(NearestName.of("somethingelse", names)).isNull();
        assertThat(NearestName.of("x".repeat(100), names)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/dev/sda T",
                "/dev/s F",
                "/dev/kmem F",
                "/host/x T",
                "/host T",
                "/hosts T",
                "/hos F",
                "'' F",
                "x F"
            })
    void beginsWithOneOfSeveral(String text, String verdict) {
        PrefixSet set = new PrefixSet(List.of("/dev/sd", "/host", "/host/etc"));
        assertThat(set.beginsWithOne(text)).isEqualTo(verdict.equals("T"));
    }

    @Test
    void everythingBeginsWithNothing() {
        assertThat(new PrefixSet(List.of("", "/a")).beginsWithOne("")).isTrue();
        assertThat(new PrefixSet(List.of("", "/a")).beginsWithOne("b")).isTrue();
        assertThat(new PrefixSet(List.of()).beginsWithOne("b")).isFalse();
    }

    @Test
    void joinsChecksOfTheSameTextInAChainOfOr() {
        TextReader name = new TextReader.Constant("/dev/sda");
        TextReader other = new TextReader.Constant("/x");
        List<CompiledTest> parts = List.of(
                new CompiledTest.Text(name, new TextMatcher.Equal("/dev/mem")),
                new CompiledTest.Text(other, new TextMatcher.Equal("/y")),
                new CompiledTest.Text(name, new TextMatcher.Contains("zz")),
                new CompiledTest.Text(name, new TextMatcher.StartsWith("/dev/sd")),
                new CompiledTest.Text(name, new TextMatcher.In(List.of("/a", "/b"))));
        List<CompiledTest> joined = AnyText.join(parts);
        assertThat(joined).hasSize(3);
        assertThat(joined.subList(1, 3)).containsExactly(parts.get(1), parts.get(2));
        TextMatcher test = ((CompiledTest.Text) joined.get(0)).matcher();
        assertThat(List.of("/dev/mem", "/dev/sda", "/a", "/b")).allMatch(test::test);
        assertThat(List.of("/dev", "/y", "/aa", "zz", "")).noneMatch(test::test);
    }
}
