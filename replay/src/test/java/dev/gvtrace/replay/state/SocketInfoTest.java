// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One socket through its life: its ends, its family, and its name. */
class SocketInfoTest {
    private static final int INET = SocketInfo.AF_INET;
    private static final int INET6 = SocketInfo.AF_INET6;

    private static SocketInfo tcp(int family) {
        return new SocketInfo(family, 1, SocketInfo.Protocol.TCP);
    }

    private static Endpoint end(String address, int port) {
        return new Endpoint(HexFormat.of().parseHex(address), port);
    }

    private static Endpoint v4(int port) {
        return end("0a000001", port);
    }

    private static Endpoint v6(int port) {
        return end("20010db8000000000000000000000001", port);
    }

    private static SocketAddress at(Endpoint endpoint) {
        return new SocketAddress(endpoint.address().length == 4 ? INET : INET6, endpoint, null);
    }

    private static SocketAddress path(String path) {
        return new SocketAddress(SocketInfo.AF_UNIX, null, path);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, 0, tcp, t",
        "2, 2049, 0, tcp, t",
        "10, 2, 0, udp, u",
        "2, 3, 0, <NA>, ''",
        "2, 3, 1, icmp, i",
        "2, 1, 6, tcp, t",
        "2, 3, 6, raw, r",
        "2, 2, 17, udp, u",
        "10, 3, 255, raw, r",
        "2, 1, 132, <NA>, ''",
        "1, 1, 6, <NA>, ''",
        "16, 3, 17, <NA>, ''"
    })
    void talksWhatItWasMadeFor(int family, int type, int number, String text, String letter) {
        SocketInfo.Protocol protocol = SocketInfo.Protocol.of(family, type, number);
        assertThat(protocol.text()).isEqualTo(text);
        assertThat(protocol.letter()).isEqualTo(letter);
    }

    @Test
    void aClientHasTheOtherEndAsItsServer() {
        SocketInfo socket = tcp(INET);
        assertThat(socket.client()).isNull();
        assertThat(socket.server()).isNull();
        socket.bind(at(v4(1000)));
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.SERVER);
        assertThat(socket.server()).isEqualTo(v4(1000));
        assertThat(socket.client()).isNull();
        assertThat(socket.name()).isEqualTo("10.0.0.1:1000");
        socket.connect(at(v4(80)), false);
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.CLIENT);
        assertThat(socket.client()).isEqualTo(v4(1000));
        assertThat(socket.server()).isEqualTo(v4(80));
        assertThat(socket.connected()).isFalse();
        assertThat(socket.name()).isEqualTo("10.0.0.1:1000->10.0.0.1:80");
        socket.establish();
        assertThat(socket.connected()).isTrue();
    }

    @Test
    void anUnknownEndIsZerosOfTheOthersFamily() {
        SocketInfo socket = tcp(INET6);
        socket.connect(at(v6(80)), true);
        assertThat(socket.name()).isEqualTo(":::0->2001:db8::1:80");
        SocketInfo accepted = SocketInfo.accepted(null, at(v6(5)));
        assertThat(accepted.name()).isEqualTo("2001:db8::1:5->:::0");
        assertThat(SocketInfo.accepted(tcp(INET), null).name()).isEqualTo("0.0.0.0:0->0.0.0.0:0");
    }

    @Test
    void nothingIsEstablishedThatWasNotUnderWay() {
        SocketInfo socket = tcp(INET);
        socket.establish();
        assertThat(socket.connected()).isFalse();
        SocketInfo unix = tcp(SocketInfo.AF_UNIX);
        unix.connect(path("/a"), false);
        unix.establish();
        assertThat(unix.connected()).isTrue();
    }

    @Test
    void bindingToPortZeroLeavesTheSocketUnbound() {
        SocketInfo socket = tcp(INET);
        socket.bind(at(v4(0)));
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.NONE);
        assertThat(socket.local()).isNull();
        socket.listen(null);
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.SERVER);
        assertThat(socket.listening()).isTrue();
        assertThat(socket.name()).isEmpty();
        socket.listen(at(v4(1)));
        assertThat(socket.name()).isEqualTo("10.0.0.1:1");
    }

    @Test
    void aConnectionThatIsDissolvedLeavesWhereItIsBound() {
        SocketInfo socket = tcp(INET);
        socket.bind(at(v4(1000)));
        socket.connect(at(v4(80)), true);
        assertThat(socket.name()).contains("->");
        socket.connect(new SocketAddress(SocketInfo.AF_UNSPEC, null, null), true);
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.SERVER);
        assertThat(socket.connected()).isFalse();
        assertThat(socket.remote()).isNull();
        assertThat(socket.name()).isEqualTo("10.0.0.1:1000");
        SocketInfo unix = tcp(SocketInfo.AF_UNIX);
        unix.connect(path("/a"), true);
        unix.connectSomewhere();
        assertThat(unix.remotePath()).isNull();
        assertThat(unix.role()).isEqualTo(SocketInfo.Role.NONE);
        unix.bind(path("/b"));
        unix.connect(path("/a"), true);
        assertThat(unix.name()).isEqualTo("0->0 /a");
        unix.connectSomewhere();
        assertThat(unix.role()).isEqualTo(SocketInfo.Role.SERVER);
        assertThat(unix.name()).isEqualTo("/b");
    }

    @Test
    void unixSocketsAreCalledByTheServersPath() {
        SocketInfo socket = tcp(SocketInfo.AF_UNIX);
        assertThat(socket.name()).isEmpty();
        socket.bind(path("/srv"));
        assertThat(socket.localPath()).isEqualTo("/srv");
        assertThat(socket.name()).isEqualTo("/srv");
        SocketInfo accepted = SocketInfo.accepted(socket, path("/client"));
        assertThat(accepted.name()).isEqualTo("0->0 /srv");
        assertThat(accepted.remotePath()).isEqualTo("/client");
        assertThat(SocketInfo.accepted(null, path("/client")).name()).isEqualTo("0->0 ");
        SocketInfo client = tcp(SocketInfo.AF_UNIX);
        client.connect(path("/srv"), false);
        assertThat(client.name()).isEqualTo("0->0 /srv");
        assertThat(client.nameTowards(path("/other"))).isEqualTo("0->0 /other");
    }

    @Test
    void aNameTowardsAnAddressBeginsWhereTheSocketIsBoundInThatFamily() {
        SocketInfo socket = tcp(INET);
        assertThat(socket.nameTowards(at(v4(80)))).isEqualTo("0.0.0.0:0->10.0.0.1:80");
        socket.bind(at(v4(1000)));
        assertThat(socket.nameTowards(at(v4(80)))).isEqualTo("10.0.0.1:1000->10.0.0.1:80");
        assertThat(socket.nameTowards(at(v6(80)))).isEqualTo(":::0->2001:db8::1:80");
        assertThat(socket.nameTowards(new SocketAddress(SocketInfo.AF_NETLINK, null, null)))
                .isEmpty();
        assertThat(socket.remote()).isNull();
    }

    @Test
    void acceptGivesWhatTheListeningSocketIs() {
        SocketInfo listening = new SocketInfo(INET6, 5, SocketInfo.Protocol.TCP);
        listening.listen(at(v4(80)));
        assertThat(listening.kind()).isEqualTo(FdInfo.Kind.IPV4);
        SocketInfo accepted = SocketInfo.accepted(listening, at(v4(5)));
        assertThat(accepted.family()).isEqualTo(INET6);
        assertThat(accepted.type()).isEqualTo(5);
        assertThat(accepted.kind()).isEqualTo(FdInfo.Kind.IPV4);
        assertThat(accepted.protocol()).isEqualTo(SocketInfo.Protocol.TCP);
        assertThat(accepted.connected()).isTrue();
        assertThat(accepted.server()).isEqualTo(v4(80));
        assertThat(accepted.client()).isEqualTo(v4(5));
        SocketInfo unseen = SocketInfo.accepted(null, at(v4(5)));
        assertThat(unseen.family()).isEqualTo(INET);
        assertThat(unseen.type()).isEqualTo(1);
        assertThat(unseen.protocol()).isEqualTo(SocketInfo.Protocol.TCP);
        assertThat(SocketInfo.accepted(null, null).family()).isZero();
        assertThat(SocketInfo.accepted(listening, null).kind()).isEqualTo(FdInfo.Kind.IPV4);
    }

    @Test
    void aSocketBoundToAllAddressesHasTheFamilyOfThePeer() {
        SocketInfo any = tcp(INET6);
        any.bind(at(end("00".repeat(16), 80)));
        assertThat(any.kind()).isEqualTo(FdInfo.Kind.IPV6);
        any.connect(at(v4(5)), true);
        assertThat(any.kind()).isEqualTo(FdInfo.Kind.IPV4);
        assertThat(any.local()).isEqualTo(end("00000000", 80));
        SocketInfo one = tcp(INET6);
        one.bind(at(v6(80)));
        one.connect(at(v4(5)), true);
        assertThat(one.local()).as("cannot be it").isNull();
        assertThat(one.kind()).isEqualTo(FdInfo.Kind.IPV4);
        SocketInfo same = tcp(INET6);
        same.bind(at(v6(80)));
        same.connect(at(v6(5)), true);
        assertThat(same.local()).isEqualTo(v6(80));
        assertThat(same.kind()).isEqualTo(FdInfo.Kind.IPV6);
        same.bind(at(v4(7)));
        assertThat(same.kind()).as("as the peer").isEqualTo(FdInfo.Kind.IPV6);
    }

    @Test
    void endsThatTheSentryReportsMakeAConnection() {
        SocketInfo socket = tcp(INET);
        assertThat(socket.name()).isEmpty();
        socket.setEnds(v4(1000), null);
        assertThat(socket.connected()).isFalse();
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.NONE);
        assertThat(socket.name()).isEqualTo("10.0.0.1:1000");
        socket.setEnds(null, v4(80));
        assertThat(socket.connected()).isTrue();
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.CLIENT);
        assertThat(socket.name()).isEqualTo("10.0.0.1:1000->10.0.0.1:80");
        SocketInfo server = tcp(INET);
        server.listen(at(v4(80)));
        server.setEnds(v4(80), v4(5));
        assertThat(server.role()).isEqualTo(SocketInfo.Role.SERVER);
        assertThat(server.name()).isEqualTo("10.0.0.1:5->10.0.0.1:80");
    }
}
