// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a name: what differs from run to run is replaced, so that names of two runs can be compared.
 *
 * <ul>
 *   <li>{@code <uuid>}: a UUID
 *   <li>{@code <hex>}: 8 or more hexadecimal digits, of which at least one is a decimal one and one is not, and 16 or
 *       more of any kind
 *   <li>{@code <tmp>}: a random part of a name below /tmp, /var/tmp, /dev/shm and /run: after {@code tmp}, or 6 or more
 *       letters and digits that mix digits and letters or upper and lower case, or 8 lower-case letters with at most
 *       one vowel
 *   <li>{@code <n>}: a process id in /proc, and a number of five or more digits that does not belong to an address
 * </ul>
 */
final class Shape {
    private static final Pattern UUID = Pattern.compile("\\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\b");
    private static final Pattern HEX = Pattern.compile(
            "(?<![0-9A-Za-z])(?:(?=[a-fA-F]*[0-9])(?=[0-9]*[a-fA-F])[0-9a-fA-F]{8,}|[0-9a-fA-F]{16,})(?![0-9A-Za-z])");
    private static final Pattern PROCESS = Pattern.compile("/proc/[0-9]+(?=/|$| )");
    private static final Pattern NUMBER = Pattern.compile("(?<![0-9<.])[0-9]{5,}(?![0-9]|\\.[0-9])");
    private static final Pattern TEMPORARY = Pattern.compile("(?:/tmp|/var/tmp|/dev/shm|/run|/var/run)/[^ ]+");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_]+");
    private static final Pattern AFTER_TMP = Pattern.compile("tmp[A-Za-z0-9_]{6,}");
    private static final Pattern VOWELLESS = Pattern.compile("(?=[^aeiou]*[aeiou]?[^aeiou]*$)[a-z]{8}");

    private static final int SHORTEST = 6;

    private Shape() {}

    /** The shape of a path, or of arguments joined by blanks. */
    static Text of(Text text) {
        String shape = EscapedText.of(text);
        shape = UUID.matcher(shape).replaceAll("<uuid>");
        shape = PROCESS.matcher(shape).replaceAll("/proc/<n>");
        shape = TEMPORARY.matcher(shape).replaceAll(match -> Matcher.quoteReplacement(temporary(match.group())));
        shape = HEX.matcher(shape).replaceAll("<hex>");
        shape = NUMBER.matcher(shape).replaceAll("<n>");
        return Text.ofBytes(EscapedText.encode(shape));
    }

    private static String temporary(String path) {
        return TOKEN.matcher(path).replaceAll(match -> Matcher.quoteReplacement(token(match.group())));
    }

    private static String token(String token) {
        if (AFTER_TMP.matcher(token).matches()) {
            return "tmp<tmp>";
        }
        return token.length() >= SHORTEST && isMixed(token)
                        || VOWELLESS.matcher(token).matches()
                ? "<tmp>"
                : token;
    }

    private static boolean isMixed(String token) {
        boolean digit = token.chars().anyMatch(Character::isDigit);
        boolean upper = token.chars().anyMatch(Character::isUpperCase);
        boolean lower = token.chars().anyMatch(Character::isLowerCase);
        boolean capitalized = upper && token.substring(1).chars().noneMatch(Character::isUpperCase);
        return digit && (upper || lower) || upper && lower && !capitalized;
    }
}
