// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.FilterIssue.Code;
import org.jspecify.annotations.Nullable;

/** Reads the constants of conditions as values of a field's type (rule language reference 3.1). */
final class Constants {
    /** Falco keeps them in so many bytes, the last of them NUL. */
    private static final int MAX_BYTES = 256;

    private Constants() {}

    /** Throws if the constant is too long, or holds a NUL where none may be. */
    static void check(Operand.Constant constant, Subject subject) throws Fault {
        String text = constant.text();
        boolean buffer = subject.type() == FieldType.BUFFER;
        if (text.length() >= MAX_BYTES) {
            throw wrong(
                    constant,
                    buffer
                            ? "filter parameter too long (byte buf)"
                            : "filter parameter too long (used=" + (text.length() + 1) + ", available=" + MAX_BYTES
                                    + "):" + text,
                    "at most " + (MAX_BYTES - 1) + " bytes");
        }
        if (!buffer && text.indexOf('\0') >= 0) {
            throw wrong(constant, "filter error: filter value cannot contain a NUL byte (\\x00)", null);
        }
    }

    /** A constant as a number of the subject's type. */
    static long number(Operand.Constant constant, Subject subject, int bits) throws Fault {
        String text = constant.text();
        if (subject.type() == FieldType.BOOLEAN) {
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true") ? 1 : 0;
            }
            throw wrong(constant, "filter error: unrecognized boolean value " + text, "true or false");
        }
        if (subject.type() == FieldType.PORT) {
            return port(constant);
        }
        Long value = decimal(text, subject.type() != FieldType.SIGNED && subject.type() != FieldType.DECIMAL);
        if (value == null) {
            throw wrong(constant, text + " is not a valid number", "a decimal number");
        }
        boolean narrow = subject.type() == FieldType.UNSIGNED && bits > 0 && bits < Long.SIZE;
        return narrow ? value & ((1L << bits) - 1) : value;
    }

    private static long port(Operand.Constant constant) throws Fault {
        String text = constant.text();
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        boolean number = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == ' ';
        if (number) {
            Long value = decimal(text, false);
            if (value == null) {
                throw wrong(constant, text + " is not a valid number", "a decimal number or a service name");
            }
            return value & 0xffff;
        }
        int port = Services.port(text);
        if (port < 0) {
            throw wrong(constant, "unrecognized protocol " + text, "a port number or the name of a known service");
        }
        return port;
    }

    /**
     * Blanks, a sign, decimal digits; null if the text is anything else or does not fit. Unsigned numbers with a minus
     * wrap.
     */
    static @Nullable Long decimal(String text, boolean unsigned) {
        int at = 0;
        while (at < text.length() && (text.charAt(at) == ' ' || (text.charAt(at) >= '\t' && text.charAt(at) <= '\r'))) {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || (at < text.length() && text.charAt(at) == '+')) {
            at++;
        }
        if (at == text.length() || text.charAt(at) == '+' || text.charAt(at) == '-') {
            return null;
        }
        try {
            String digits = text.substring(at);
            if (unsigned) {
                long value = Long.parseUnsignedLong(digits);
                return negative ? -value : value;
            }
            return Long.parseLong(negative ? '-' + digits : digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A constant as an address or a network. */
    static Network network(Operand.Constant constant, Subject subject) throws Fault {
        String text = constant.text();
        if (subject.type() == FieldType.ADDRESS) {
            return Network.of(address(constant, text, false));
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw wrong(constant, "unrecognized IP network " + text, "an address, a slash and a number of bits");
        }
        byte[] address = address(constant, text.substring(0, slash), true);
        String mask = text.substring(slash + 1);
        int bits = Network.decimal(mask, address.length * 8);
        if (address.length == 4 && bits < 0) {
            throw wrong(constant, "invalid netmask " + mask, "0 to 32");
        }
        if (address.length == 16 && bits < 1) {
            throw wrong(constant, "invalid v6 netmask " + mask, "1 to 128");
        }
        return new Network(address, bits);
    }

    private static byte[] address(Operand.Constant constant, String text, boolean network) throws Fault {
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

    static Fault wrong(Operand.Constant constant, String message, @Nullable String expected) {
        return new Fault(Code.WRONG_VALUE, message, constant.position(), expected, null);
    }
}
