// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.field.WholeNumber;
import dev.gvtrace.replay.filter.FilterIssue.Code;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.match.Bytes;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.filter.match.PosixRegex;
import dev.gvtrace.replay.filter.match.Services;
import dev.gvtrace.text.ByteText;
import org.jspecify.annotations.Nullable;

/** Parses the constants of conditions as values of a field's type (rule language reference 3.1). */
final class Constants {
    /** Falco stores them in this many bytes including a NUL. */
    private static final int MAX_BYTES = 256;

    /** The maximum length of a constant in a message. */
    private static final int QUOTED_BYTES = 4096;

    private Constants() {}

    /** The text for a message; a very long one is truncated. */
    static String quoted(String text) {
        return text.length() <= QUOTED_BYTES ? text : text.substring(0, QUOTED_BYTES) + "...";
    }

    /** Throws if the constant is too long, or contains a NUL where that is not allowed. */
    static void check(Operand.Constant constant, TypedOperand subject) throws CheckError {
        String text = constant.text();
        boolean buffer = subject.type() == FieldType.BUFFER;
        if (text.length() >= MAX_BYTES) {
            throw wrong(
                    constant,
                    buffer
                            ? "filter parameter too long (byte buf)"
                            : "filter parameter too long (used=" + (text.length() + 1) + ", available=" + MAX_BYTES
                                    + "):" + quoted(text),
                    "at most " + (MAX_BYTES - 1) + " bytes");
        }
        if (!buffer && text.indexOf('\0') >= 0) {
            throw wrong(constant, "filter error: filter value cannot contain a NUL byte (\\x00)", null);
        }
    }

    /** True if no field rejects a text because of its length or a NUL in it. */
    static boolean isPlain(String text) {
        return text.length() < MAX_BYTES && text.indexOf('\0') < 0;
    }

    /** A constant as a number of the subject's type. */
    static long number(Operand.Constant constant, TypedOperand subject, int bits) throws CheckError {
        String text = constant.text();
        int kept = bits > 0 ? bits : Long.SIZE;
        Long value = switch (subject.type()) {
            case BOOLEAN -> truth(constant);
            case PORT -> port(constant);
            case SIGNED, DECIMAL -> WholeNumber.signed(text, kept);
            case UNSIGNED, ABSOLUTE_TIME, RELATIVE_TIME -> WholeNumber.unsigned(text, kept);
            case TEXT, PATH, ADDRESS, NETWORK, BUFFER, TEXT_LIST, OPAQUE ->
                throw new IllegalArgumentException(subject.type() + ": expected a type of numbers");
        };
        if (value == null) {
            throw wrong(constant, text + " is not a valid number", "a decimal number");
        }
        return value;
    }

    private static long truth(Operand.Constant constant) throws CheckError {
        String text = constant.text();
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true") ? 1 : 0;
        }
        throw wrong(constant, "filter error: unrecognized boolean value " + text, "true or false");
    }

    /** Digits are a number, of which 16 bits count; an empty text is 0; anything else is the name of a service. */
    private static long port(Operand.Constant constant) throws CheckError {
        String text = constant.text();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return service(constant);
            }
        }
        Long value = text.isEmpty() ? Long.valueOf(0) : WholeNumber.unsigned(text, Long.SIZE);
        if (value == null || value < 0 || value > Integer.MAX_VALUE) {
            throw wrong(constant, text + " is not a valid number", "a port number or the name of a known service");
        }
        return value & 0xffff;
    }

    private static long service(Operand.Constant constant) throws CheckError {
        int port = Services.port(constant.text());
        if (port < 0) {
            throw wrong(
                    constant,
                    "unrecognized protocol " + constant.text(),
                    "a port number or the name of a known service");
        }
        return port;
    }

    /** A constant as an address or a network. */
    static Network network(Operand.Constant constant, TypedOperand subject) throws CheckError {
        String text = constant.text();
        return switch (subject.type()) {
            case ADDRESS -> Network.of(address(constant, text, false));
            case NETWORK -> network(constant);
            case TEXT,
                    PATH,
                    SIGNED,
                    UNSIGNED,
                    BOOLEAN,
                    ABSOLUTE_TIME,
                    RELATIVE_TIME,
                    PORT,
                    DECIMAL,
                    BUFFER,
                    TEXT_LIST,
                    OPAQUE -> throw new IllegalArgumentException(subject.type() + ": expected a type of addresses");
        };
    }

    private static Network network(Operand.Constant constant) throws CheckError {
        String text = constant.text();
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw wrong(constant, "unrecognized IP network " + text, "an address, a slash and a number of bits");
        }
        byte[] address = address(constant, text.substring(0, slash), true);
        String mask = text.substring(slash + 1);
        Long bits = WholeNumber.unsigned(mask, Byte.SIZE);
        if (bits == null) {
            throw wrong(constant, mask + " is not a valid number", "a number of bits");
        }
        if (address.length == 4 && bits > 32) {
            throw wrong(constant, "invalid netmask " + mask, "0 to 32");
        }
        if (address.length == 16 && (bits < 1 || bits > 128)) {
            throw wrong(constant, "invalid v6 netmask " + mask, "1 to 128");
        }
        return new Network(address, bits.intValue());
    }

    private static byte[] address(Operand.Constant constant, String text, boolean network) throws CheckError {
        boolean ipv4 = text.indexOf('.') >= 0;
        byte[] address = ipv4 ? Network.parseIpv4(text) : Network.parseIpv6(text);
        if (address != null) {
            return address;
        }
        if (network) {
            throw wrong(
                    constant, "unrecognized IP network " + constant.text(), "an address, a slash and a number of bits");
        }
        throw wrong(
                constant,
                "unrecognized " + (ipv4 ? "IPv4" : "IPv6") + " address " + text,
                ipv4 ? "four decimal numbers" : "an IPv6 address, or an IPv4 address with its dots");
    }

    /** The bytes of a constant of hexadecimal digits. */
    static String hex(Operand.Constant constant) throws CheckError {
        String bytes = Bytes.fromHex(constant.text());
        if (bytes == null) {
            throw wrong(
                    constant,
                    "filter error: bcontains and bstartswith operator support hex strings only",
                    "an even number of hexadecimal digits");
        }
        return bytes;
    }

    /** A constant as a regular expression. */
    static PosixRegex regex(Operand.Constant constant) throws CheckError {
        try {
            return PosixRegex.compile(constant.text());
        } catch (IllegalArgumentException e) {
            throw wrong(
                    constant,
                    "invalid regex pattern: " + ByteText.fromUnicode(String.valueOf(e.getMessage())),
                    "a regular expression in POSIX syntax");
        }
    }

    static CheckError wrong(Operand.Constant constant, String message, @Nullable String expected) {
        return new CheckError(Code.WRONG_VALUE, message, constant.position(), expected, null);
    }
}
