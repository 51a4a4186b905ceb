// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static dev.gvtrace.replay.field.Calls.ip;
import static dev.gvtrace.replay.field.Calls.unix;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of socket fields, from addresses as a Sentry sends them (gvisor-semantics 4.7, 5.7 to 5.9). */
class SocketValuesTest {
    private static final int EINPROGRESS = 115;
    private static final int ECONNREFUSED = 111;

    private static Calls tcp() {
        return Calls.ofCat().socket(2, 1, 0, 4);
    }

    private static Calls tcp6() {
        return Calls.ofCat().socket(10, 1, 0, 4);
    }

    private static Calls local() {
        return Calls.ofCat().socket(1, 1, 0, 4);
    }

    private static Calls listening() {
        return tcp().bind(4, ip("10.0.0.2", 8080), 0).listen(4, 0);
    }

    /** Client and server as {@code IP:port}, then role and state. */
    private static String ends(Calls calls) throws FieldException {
        List<@Nullable String> of =
                calls.values("fd.cip", "fd.cport", "fd.sip", "fd.sport", "fd.lip", "fd.lport", "fd.rip", "fd.rport");
        List<@Nullable String> is = calls.values("fd.is_server", "fd.connected");
        return "client " + of.get(0) + ":" + of.get(1) + " server " + of.get(2) + ":" + of.get(3) + " local "
                + of.get(4)
                + ":" + of.get(5) + " remote " + of.get(6) + ":" + of.get(7)
                + ("true".equals(is.get(0)) ? " is server" : "") + ("true".equals(is.get(1)) ? " connected" : "");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2,  1,       0,   ipv4,    ip,   tcp",
                "2,  0x80801, 0,   ipv4,    ip,   tcp",
                "2,  1,       6,   ipv4,    ip,   tcp",
                "2,  2,       0,   ipv4,    ip,   udp",
                "2,  2,       17,  ipv4,    ip,   udp",
                "2,  2,       1,   ipv4,    ip,   icmp",
                "2,  3,       1,   ipv4,    ip,   icmp",
                "2,  3,       6,   ipv4,    ip,   raw",
                "2,  3,       255, ipv4,    ip,   raw",
                "10, 1,       0,   ipv6,    ip,   tcp",
                "10, 2,       0,   ipv6,    ip,   udp",
                "1,  1,       0,   unix,    unix, <NA>",
                "1,  5,       0,   unix,    unix, <NA>",
                "16, 3,       0,   netlink, -,    <NA>"
            })
    void familyTypeAndProtocolDecideWhatItTalks(
            int family, String type, int protocol, String kind, String of, String talks) throws Exception {
        assertThat(Calls.ofCat()
                        .socket(family, Integer.decode(type), protocol, 4)
                        .values("fd.type", "fd.sockfamily", "fd.l4proto"))
                .containsExactly(kind, of, talks);
    }

    @Test
    void aClientHasItsPeerAsTheServer() throws Exception {
        Calls bound = tcp().bind(4, ip("10.0.0.2", 5000), 0).connect(4, ip("1.2.3.4", 80), 0);
        assertThat(bound.value("fd.name")).isEqualTo("10.0.0.2:5000->1.2.3.4:80");
        assertThat(ends(bound))
                .isEqualTo("client 10.0.0.2:5000 server 1.2.3.4:80 local 10.0.0.2:5000 remote 1.2.3.4:80 connected");
        Calls unbound = tcp().connect(4, ip("1.2.3.4", 80), 0);
        assertThat(unbound.value("fd.name")).isEqualTo("0.0.0.0:0->1.2.3.4:80");
        assertThat(ends(unbound))
                .isEqualTo("client null:null server 1.2.3.4:80 local null:null remote 1.2.3.4:80 connected");
    }

    @Test
    void anAcceptedSocketHasItsPeerAsTheClient() throws Exception {
        for (int accept : new int[] {43, 288}) {
            Calls accepted = listening().accept(accept, 4, ip("9.9.9.9", 999), 20);
            assertThat(accepted.values("fd.num", "fd.name", "fd.l4proto"))
                    .containsExactly("20", "9.9.9.9:999->10.0.0.2:8080", "tcp");
            assertThat(ends(accepted))
                    .isEqualTo("client 9.9.9.9:999 server 10.0.0.2:8080 local 10.0.0.2:8080 remote 9.9.9.9:999"
                            + " is server connected");
        }
    }

    /** The application may pass no address to accept; the socket is there all the same. */
    @Test
    void anAcceptedSocketWithoutAnAddressIsAServer() throws Exception {
        Calls accepted = listening().accept(288, 4, ByteString.EMPTY, 20);
        assertThat(accepted.values("fd.num", "fd.type", "fd.l4proto", "fd.cip", "fd.sip", "fd.sport", "fd.is_server"))
                .containsExactly("20", "ipv4", "tcp", null, "10.0.0.2", "8080", "true");
        assertThat(accepted.read(0, 20, 5).values("fd.num", "fd.sport", "evt.category"))
                .containsExactly("20", "8080", "net");
    }

    @Test
    void aConnectUnderWayIsNotConnectedUntilDataFlow() throws Exception {
        Calls pending = tcp().connect(4, ip("1.2.3.4", 80), -EINPROGRESS);
        assertThat(pending.values("evt.res", "fd.name", "fd.sip", "fd.connected"))
                .containsExactly("EINPROGRESS", "0.0.0.0:0->1.2.3.4:80", "1.2.3.4", "false");
        assertThat(pending.write(1, 4, 8).values("fd.sip", "fd.connected")).containsExactly("1.2.3.4", "true");
    }

    @Test
    void aFailedConnectLeavesOnlyItsName() throws Exception {
        Calls refused = tcp().connect(4, ip("1.2.3.4", 80), -ECONNREFUSED);
        assertThat(refused.values("fd.name", "evt.arg.addr", "fd.sip", "fd.connected"))
                .containsExactly("0.0.0.0:0->1.2.3.4:80", "1.2.3.4:80", null, "false");
        assertThat(refused.write(1, 4, -32).values("fd.name", "fd.sip", "fd.type"))
                .containsExactly("", null, "ipv4");
    }

    @Test
    void connectingToNoFamilyDissolvesTheConnection() throws Exception {
        Calls dissolved = Calls.ofCat()
                .socket(2, 2, 0, 4)
                .connect(4, ip("1.2.3.4", 53), 0)
                .connect(4, ByteString.copyFrom(new byte[16]), 0);
        assertThat(dissolved.write(1, 4, 8).values("fd.sip", "fd.connected", "fd.l4proto"))
                .containsExactly(null, "false", "udp");
    }

    @Test
    void addressesOfTheSixthVersion() throws Exception {
        Calls six = tcp6().connect(4, ip("2001:db8::1", 443), 0);
        assertThat(six.values("fd.name", "fd.sip", "fd.sport", "fd.type"))
                .containsExactly(":::0->2001:db8::1:443", "2001:db8::1", "443", "ipv6");
        Calls server = tcp6().bind(4, ip("::1", 22), 0).listen(4, 0);
        assertThat(server.values("fd.name", "fd.sip", "fd.is_server")).containsExactly("::1:22", "::1", "true");
    }

    /** Falco shows a tuple as one of IPv4 where both addresses are mapped; all zeros count as mapped. */
    @Test
    void mappedAddressesAreThoseOfTheFourthVersion() throws Exception {
        byte[] mapped = new byte[28];
        mapped[0] = 10;
        mapped[3] = 80;
        mapped[18] = (byte) 0xff;
        mapped[19] = (byte) 0xff;
        System.arraycopy(new byte[] {1, 2, 3, 4}, 0, mapped, 20, 4);
        Calls connected = tcp6().connect(4, ByteString.copyFrom(mapped), 0);
        assertThat(connected.values("fd.name", "fd.sip", "fd.sport"))
                .containsExactly("0.0.0.0:0->1.2.3.4:80", "1.2.3.4", "80");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/run/x.sock     | 0->0 /run/x.sock",
                "/run/x.sock\\0\\0 | 0->0 /run/x.sock",
                "/run/x\\0tail   | 0->0 /run/x"
            })
    void aPathOfAUnixSocketEndsAtItsFirstNul(String path, String name) throws Exception {
        Calls connected = local().connect(4, unix(path.replace("\\0", "\0")), 0);
        assertThat(connected.values("fd.name", "fd.sockfamily", "fd.type", "fd.connected", "fd.sip"))
                .containsExactly(name, "unix", "unix", "true", null);
    }

    @Test
    void aUnixSocketIsCalledByItsPathOnceBound() throws Exception {
        Calls bound = local().bind(4, unix("/run/server"), 0);
        assertThat(bound.values("fd.name", "evt.arg.addr")).containsExactly("/run/server", "/run/server");
        assertThat(bound.listen(4, 0).accept(43, 4, unix(""), 20).values("fd.num", "fd.type", "fd.is_server"))
                .containsExactly("20", "unix", "true");
    }

    @Test
    void anAbstractNameKeepsItsNuls() throws Exception {
        Calls connected = local().connect(4, unix("\0a\0b"), 0);
        assertThat(connected.value("fd.name")).startsWith("0->0 ").contains("a").contains("b");
        assertThat(connected.values("evt.res", "fd.connected")).containsExactly("SUCCESS", "true");
    }

    @Test
    void truncatedAddressesAreUnknown() throws Exception {
        for (ByteString address : List.of(
                ByteString.EMPTY,
                ByteString.copyFrom(new byte[] {2}),
                ip("1.2.3.4", 80).substring(0, 7),
                ip("2001:db8::1", 80).substring(0, 23))) {
            Calls connected = tcp().connect(4, address, 0);
            assertThat(connected.values("evt.type", "evt.res", "fd.num", "fd.type", "fd.sip", "fd.sport"))
                    .as(Arrays.toString(address.toByteArray()))
                    .containsExactly("connect", "SUCCESS", "4", "ipv4", null, null);
        }
    }

    @Test
    void descriptorsOfOneSocketShareWhatBecomesOfIt() throws Exception {
        Calls copied = tcp().dup(32, 4, 0, 9).connect(9, ip("1.2.3.4", 80), 0);
        assertThat(copied.read(0, 4, 1).values("fd.num", "fd.name", "fd.connected"))
                .containsExactly("4", "0.0.0.0:0->1.2.3.4:80", "true");
        assertThat(copied.close(9, 0).read(0, 4, 1).value("fd.sip")).isEqualTo("1.2.3.4");
    }

    @Test
    void bothEndsAreTriedWhereAFieldNamesNone() throws Exception {
        Calls accepted = listening().accept(43, 4, ip("9.9.9.9", 999), 20);
        assertThat(accepted.values("any fd.ip", "any fd.port", "any fd.net", "any fd.proto"))
                .containsExactly(
                        "exists 9.9.9.9 or 10.0.0.2",
                        "exists 999 or 8080",
                        "exists 9.9.9.9 or 10.0.0.2",
                        "exists 999 or 8080");
        assertThat(tcp().connect(4, ip("1.2.3.4", 80), 0).values("any fd.ip", "any fd.port"))
                .containsExactly("exists 1.2.3.4", "exists 80");
    }

    /** A port that the kernel chooses shows in listen only. */
    @Test
    void theNameChangesWithTheCallThatChangesIt() throws Exception {
        assertThat(tcp().value("fd.name_changed")).isEqualTo("false");
        assertThat(tcp().connect(4, ip("1.2.3.4", 80), 0).value("fd.name_changed"))
                .isEqualTo("true");
        assertThat(tcp().connect(4, ip("1.2.3.4", 80), 0).read(0, 4, 1).value("fd.name_changed"))
                .isEqualTo("false");
    }
}
