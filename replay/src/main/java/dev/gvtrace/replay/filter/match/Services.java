// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Names of services for ports: a fixed table, so that a rule means the same on every machine. */
public final class Services {
    private static final Map<String, Integer> PORTS = read();

    private Services() {}

    /** The port, or -1 if the name is unknown. */
    public static int port(String name) {
        return PORTS.getOrDefault(name, -1);
    }

    private static Map<String, Integer> read() {
        Map<String, Integer> ports = new HashMap<>(1024);
        try (InputStream in = Services.class.getResourceAsStream("services.txt")) {
            if (in == null) {
                throw new IllegalStateException("services.txt is missing");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                for (int i = 1; i < words.length && !line.startsWith("#"); i++) {
                    ports.put(words[i], Integer.parseInt(words[0]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ports;
    }
}
