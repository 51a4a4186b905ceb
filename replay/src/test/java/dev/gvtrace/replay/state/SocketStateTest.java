// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.ByteText;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets: protocol, ends, role and name. */
class SocketStateTest {
    private static final int STREAM = 1;
    private static final byte[] NONE = {};
    private static final byte[] WEB = hex("02000050c0a800010000000000000000");
    private static final byte[] LISTENING = hex("02001f907f0000010000000000000000");
    private static final byte[] PEER = hex("020030390a0000050000000000000000");
    private static final byte[] LOOPBACK6 = hex("0a0001bb000000000000000000000000000000000000000100000000");
    private static final byte[] MAPPED = hex("0a00005000000000000000000000000000000000ffff010203040000"
            .replace("00000000000000000000000000000000ffff01020304", "0000000000000000000000000000ffff01020304"));

    private final TestSentry sentry = new TestSentry();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @BeforeEach
    void start() {
        sentry.start("/", "/bin/server");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, 0, TCP, IPV4",
        "2, 526337, 0, TCP, IPV4",
        "10, 2, 0, UDP, IPV6",
        "2, 3, 1, ICMP, IPV4",
        "2, 3, 6, RAW, IPV4",
        "2, 3, 255, RAW, IPV4",
        "1, 1, 0, NONE, UNIX",
        "16, 3, 0, NONE, NETLINK"
    })
    void makesSockets(int domain, int type, int number, SocketInfo.Protocol protocol, FdInfo.Kind kind) {
        EventContext made = sentry.socket(domain, type, number, 3);

        assertThat(made.fd().kind()).isEqualTo(kind);
        assertThat(made.fd().socket().protocol()).isEqualTo(protocol);
        assertThat(made.fdName()).isEmpty();
        assertThat(made.fd().socket().role()).isEqualTo(SocketInfo.Role.NONE);
        assertThat(made.fd().closeOnExec()).isEqualTo((type & 0x80000) != 0);
    }

    @Test
    void forgetsThePeerWhenItConnectsToAConcealedAddress() {
        sentry.socket(2, 2, 0, 3);
        sentry.connect(3, WEB, 0);
        sentry.raw(42, 0, 3, 0x1000, 16);
        sentry.end();

        assertThat(sentry.last().event().type().name()).isEqualTo("connect");
        assertThat(sentry.last().fdName()).isEmpty();
        assertThat(sentry.fd(1, 3).socket().remote()).isNull();
        assertThat(sentry.fd(1, 3).socket().role()).isEqualTo(SocketInfo.Role.NONE);
    }

    @Test
    void connects() {
        sentry.socket(2, STREAM, 0, 3);
        EventContext connected = sentry.connect(3, WEB, 0);

        assertThat(connected.fdName()).isEqualTo("0.0.0.0:0->192.168.0.1:80");
        assertThat(connected.fdNameChanged()).isTrue();
        SocketInfo socket = sentry.fd(1, 3).socket();
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.CLIENT);
        assertThat(socket.connected()).isTrue();
        assertThat(socket.server().port()).isEqualTo(80);
        assertThat(socket.client()).isNull();
    }

    @Test
    void holdsAConnectThatIsUnderWayForPendingUntilDataFlow() {
        sentry.socket(2, STREAM, 0, 3);
        EventContext pending = sentry.connect(3, WEB, -115);
        assertThat(pending.fdName()).isEqualTo("0.0.0.0:0->192.168.0.1:80");
        assertThat(pending.fd().socket().connected()).isFalse();

        sentry.read(3, "", -11);
        assertThat(sentry.fd(1, 3).socket().connected()).isFalse();
        sentry.read(3, "", 5);
        assertThat(sentry.fd(1, 3).socket().connected()).isTrue();
    }

    @Test
    void keepsNothingOfAConnectThatFailedButItsName() {
        sentry.socket(2, STREAM, 0, 3);
        EventContext refused = sentry.connect(3, WEB, -111);

        assertThat(refused.fdName()).isEqualTo("0.0.0.0:0->192.168.0.1:80");
        assertThat(refused.fdNumber()).isEqualTo(3);
        assertThat(refused.fd().socket().server()).isNull();
        assertThat(sentry.fd(1, 3).name()).isEmpty();
        assertThat(sentry.connect(9, WEB, -9).fdName()).isEqualTo("0.0.0.0:0->192.168.0.1:80");
    }

    @Test
    void sharesASocketAmongItsDescriptors() {
        sentry.socket(2, STREAM, 0, 3);
        sentry.dup(32, 3, 0, 0, 4);
        sentry.fork(2);
        sentry.connect(4, WEB, 0);

        assertThat(sentry.fd(1, 3).name()).isEqualTo("0.0.0.0:0->192.168.0.1:80");
        assertThat(sentry.fd(2, 3).name()).isEqualTo("0.0.0.0:0->192.168.0.1:80");
    }

    @Test
    void acceptsFromAListeningSocket() {
        sentry.socket(2, STREAM, 0, 3);
        assertThat(sentry.bind(3, LISTENING, 0).fdName()).isEqualTo("127.0.0.1:8080");
        EventContext listening = sentry.listen(3, LISTENING, 0);
        assertThat(listening.fd().socket().listening()).isTrue();
        assertThat(listening.fd().socket().server().port()).isEqualTo(8080);
        EventContext accepted = sentry.accept(3, PEER, 0x80000, 4);

        assertThat(accepted.fdNumber()).isEqualTo(4);
        assertThat(accepted.fdName()).isEqualTo("10.0.0.5:12345->127.0.0.1:8080");
        SocketInfo socket = accepted.fd().socket();
        assertThat(socket.role()).isEqualTo(SocketInfo.Role.SERVER);
        assertThat(socket.protocol()).isEqualTo(SocketInfo.Protocol.TCP);
        assertThat(socket.client().port()).isEqualTo(12345);
        assertThat(accepted.fd().closeOnExec()).isTrue();
        assertThat(sentry.fd(1, 3).name()).isEqualTo("127.0.0.1:8080");
        assertThat(sentry.accept(3, NONE, 0, 5).fdName()).isEqualTo("0.0.0.0:0->127.0.0.1:8080");
    }

    @Test
    void takesThePortThatTheKernelChose() {
        sentry.socket(2, STREAM, 0, 3);
        sentry.bind(3, hex("020000007f0000010000000000000000"), 0);
        assertThat(sentry.fd(1, 3).name()).isEmpty();

        assertThat(sentry.listen(3, LISTENING, 0).fdName()).isEqualTo("127.0.0.1:8080");
    }

    @Test
    void givesNothingForAnAcceptThatFailed() {
        EventContext failed = sentry.accept(3, PEER, 0, -11);

        assertThat(failed.fdNumber()).isEqualTo(-1);
        assertThat(failed.fd()).isNull();
        assertThat(failed.fdName()).isEmpty();
    }

    @Test
    void infersSocketsThatWereCreatedUnobserved() {
        assertThat(sentry.connect(7, WEB, 0).fd().kind()).isEqualTo(FdInfo.Kind.IPV4);
        assertThat(sentry.listen(8, LISTENING, 0).fd().socket().listening()).isTrue();
        assertThat(sentry.accept(9, PEER, 0, 10).fdName()).isEqualTo("10.0.0.5:12345->0.0.0.0:0");
    }

    @Test
    void readsAddressesOfTheSixthVersion() {
        sentry.socket(10, STREAM, 0, 3);
        assertThat(sentry.connect(3, LOOPBACK6, 0).fdName()).isEqualTo(":::0->::1:443");
        assertThat(sentry.fd(1, 3).kind()).isEqualTo(FdInfo.Kind.IPV6);
        sentry.socket(10, STREAM, 0, 4);
        assertThat(sentry.connect(4, MAPPED, 0).fdName()).isEqualTo("0.0.0.0:0->1.2.3.4:80");
        assertThat(sentry.fd(1, 4).kind()).isEqualTo(FdInfo.Kind.IPV4);
    }

    @Test
    void namesUnixSockets() {
        sentry.socket(1, STREAM, 0, 3);
        assertThat(sentry.connect(3, ByteText.bytes("\1\0/run/x\0junk"), 0).fdName())
                .isEqualTo("0->0 /run/x");
        sentry.socket(1, STREAM, 0, 4);
        assertThat(sentry.bind(4, ByteText.bytes("\1\0\0ab\0c"), 0).fdName()).isEqualTo("@ab\0c");
        assertThat(sentry.fd(1, 4).socket().localPath()).isEqualTo("@ab\0c");
        sentry.listen(4, NONE, 0);
        assertThat(sentry.accept(4, ByteText.bytes("\1\0"), 0, 5).fdName()).isEqualTo("0->0 @ab\0c");
    }

    @Test
    void dissolvesAConnection() {
        sentry.socket(2, 2, 0, 3);
        sentry.connect(3, WEB, 0);
        EventContext dissolved = sentry.connect(3, hex("0000"), 0);

        assertThat(dissolved.fdName()).isEmpty();
        assertThat(dissolved.fd().socket().connected()).isFalse();
        assertThat(dissolved.fd().socket().role()).isEqualTo(SocketInfo.Role.NONE);
    }

    @ParameterizedTest
    @CsvSource({"''", "02", "0200", "020000500102", "0a0000500000000000000000", "0100", "1000", "01002f"})
    void survivesAddressesThatAreCut(String address) {
        sentry.socket(2, STREAM, 0, 3);

        assertThat(sentry.connect(3, hex(address), 0).fdNumber()).isEqualTo(3);
        assertThat(sentry.connect(3, hex(address), -111).fdName()).isNotNull();
        assertThat(sentry.bind(3, hex(address), 0).fdName()).isNotNull();
        assertThat(sentry.accept(3, hex(address), 0, 4).fdNumber()).isEqualTo(4);
    }

    @Test
    void readsRawCallsThatMakeSockets() {
        sentry.raw(41, 3, 2, 0x80003, 6);
        sentry.raw(41, -24, 2, 1, 0);
        sentry.raw(288, 4, 3, 0, 0, 0x80000);
        sentry.raw(43, 5, 3, 0, 0, 0x80000);
        sentry.end();
        assertThat(sentry.fd(1, 3).kind()).isEqualTo(FdInfo.Kind.IPV4);
        assertThat(sentry.fd(1, 3).socket().type()).isEqualTo(3);
        assertThat(sentry.fd(1, 3).socket().protocol()).isEqualTo(SocketInfo.Protocol.RAW);
        assertThat(sentry.fd(1, 3).closeOnExec()).isTrue();
        assertThat(sentry.fd(1, 4).closeOnExec()).isTrue();
        assertThat(sentry.fd(1, 5).closeOnExec()).as("accept has no flags").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, NONE", "524290, UDP"})
    void makesPairsWhoseEndsAreSocketsOfTheirOwn(int type, SocketInfo.Protocol protocol) {
        int family = protocol == SocketInfo.Protocol.NONE ? 1 : 2;
        EventContext made = sentry.send(
                33,
                TestSentry.exit(0)
                        .number(3, 53)
                        .number(4, family)
                        .number(5, type)
                        .number(7, 5)
                        .number(8, 6));
        assertThat(made.fd().number()).isEqualTo(6);
        assertThat(sentry.fd(1, 5).socket()).isNotSameAs(sentry.fd(1, 6).socket());
        for (int number = 5; number < 7; number++) {
            assertThat(sentry.fd(1, number).socket().type()).isEqualTo(type & 0xf);
            assertThat(sentry.fd(1, number).socket().protocol()).isEqualTo(protocol);
            assertThat(sentry.fd(1, number).closeOnExec()).isEqualTo(type > 15);
        }
    }

    @ParameterizedTest
    @CsvSource({"524288, true", "0, false"})
    void anotherFamilyMakesItAnotherSocketWithTheSameFlag(int flags, boolean closeOnExec) {
        sentry.socket(1, STREAM | flags, 0, 3);
        SocketInfo unix = sentry.fd(1, 3).socket();
        assertThat(sentry.connect(3, WEB, 0).fdName()).isEqualTo("0.0.0.0:0->192.168.0.1:80");
        assertThat(sentry.fd(1, 3).socket()).isNotSameAs(unix);
        assertThat(sentry.fd(1, 3).closeOnExec()).isEqualTo(closeOnExec);
        SocketInfo web = sentry.fd(1, 3).socket();
        sentry.connect(3, hex("0000"), 0);
        assertThat(sentry.fd(1, 3).socket()).as("no family").isSameAs(web);
        sentry.connect(3, ByteText.bytes("\1\0/x"), -111);
        assertThat(sentry.fd(1, 3).socket()).as("failed").isSameAs(web);
    }

    @Test
    void aSocketOfTheSixthVersionTakesAddressesOfBoth() {
        sentry.socket(10, STREAM, 0, 3);
        SocketInfo socket = sentry.fd(1, 3).socket();
        sentry.bind(3, LISTENING, 0);
        assertThat(sentry.fd(1, 3).socket()).isSameAs(socket);
        sentry.bind(3, ByteText.bytes("\1\0/x"), 0);
        assertThat(sentry.fd(1, 3).socket()).isNotSameAs(socket);
    }

    @Test
    void failedCallsChangeNothing() {
        sentry.socket(2, STREAM, 0, 3);
        assertThat(sentry.bind(3, LISTENING, -98).fdName()).isEmpty();
        assertThat(sentry.listen(3, LISTENING, -98).fd().socket().listening()).isFalse();
        assertThat(sentry.fd(1, 3).socket().role()).isEqualTo(SocketInfo.Role.NONE);
        assertThat(sentry.listen(9, LISTENING, -98).fd()).isNull();
        assertThat(sentry.connect(9, NONE, -14).fdName()).isEmpty();
        assertThat(sentry.fd(1, 9)).isNull();
    }

    @Test
    void infersAListeningSocketFromItsFamilyAndType() {
        EventContext listening = sentry.listen(8, NONE, 0);
        assertThat(listening.fd().kind()).isEqualTo(FdInfo.Kind.IPV4);
        assertThat(listening.fd().socket().protocol()).isEqualTo(SocketInfo.Protocol.TCP);
        assertThat(listening.fd().socket().listening()).isTrue();
        assertThat(sentry.fd(1, 8)).isSameAs(listening.fd());
        assertThat(sentry.send(37, TestSentry.exit(0).number(3, 50).number(4, 9))
                        .fd())
                .isNull();
    }

    @Test
    void reportsWhetherTheNameChanged() {
        sentry.socket(2, 2, 0, 3);
        assertThat(sentry.connect(3, WEB, 0).fdNameChanged()).isTrue();
        assertThat(sentry.connect(3, WEB, 0).fdNameChanged()).isFalse();
        assertThat(sentry.connect(3, PEER, 0).fdNameChanged()).isTrue();
        assertThat(sentry.connect(3, PEER, -111).fdNameChanged()).isFalse();
        assertThat(sentry.read(3, "", 1).fdNameChanged()).isFalse();
    }

    @Test
    void ignoresAPeerOfAnotherFamilyThanTheListeningSocket() {
        sentry.socket(1, STREAM, 0, 3);
        sentry.bind(3, ByteText.bytes("\1\0/x"), 0);
        sentry.listen(3, NONE, 0);
        EventContext accepted = sentry.accept(3, PEER, 0, 4);
        assertThat(accepted.fdName()).isEqualTo("0->0 /x");
        assertThat(accepted.fd().socket().remote()).isNull();
        assertThat(accepted.fd().closeOnExec()).isFalse();
        sentry.open("/a", 5);
        assertThat(sentry.accept(5, PEER, 0, 6).fdName()).as("no socket").isEqualTo("10.0.0.5:12345->0.0.0.0:0");
    }

    @Test
    void onlyAnAddressTurnsAnotherDescriptorIntoASocket() {
        sentry.open("/a", 3);
        assertThat(sentry.bind(3, NONE, 0).fdName()).isEqualTo("/a");
        assertThat(sentry.listen(3, NONE, 0).fd().socket()).isNotNull();
        sentry.open("/a", 4);
        assertThat(sentry.bind(4, hex("0000"), 0).fdName()).isEqualTo("/a");
        assertThat(sentry.bind(4, LISTENING, 0).fdName()).isEqualTo("127.0.0.1:8080");
    }
}
