// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.text.EscapedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The environment of this process, byte for byte. The JVM's is decoded in the locale's encoding: bytes that are not
 * UTF-8 are lost, and in the C locale every letter that is not ASCII.
 */
final class EnvironmentVariables {
    private static final Path OWN = Path.of("/proc/self/environ");

    private EnvironmentVariables() {}

    /** Names and values as {@link EscapedText} has them; as the JVM has them where the system does not provide them. */
    static Map<String, String> lossless() {
        Map<String, String> decoded = System.getenv();
        try {
            return isAscii(decoded) ? decoded : parse(Files.readAllBytes(OWN));
        } catch (IOException e) {
            return decoded;
        }
    }

    /** Variables, each followed by a NUL; of two with the same name the first counts. */
    static Map<String, String> parse(byte[] environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        int start = 0;
        for (int i = 0; i < environment.length; i++) {
            if (environment[i] == 0) {
                String variable = EscapedText.decode(environment, start, i - start);
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    variables.putIfAbsent(variable.substring(0, equals), variable.substring(equals + 1));
                }
                start = i + 1;
            }
        }
        return variables;
    }

    private static boolean isAscii(Map<String, String> variables) {
        return variables.entrySet().stream().allMatch(each -> isAscii(each.getKey()) && isAscii(each.getValue()));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
