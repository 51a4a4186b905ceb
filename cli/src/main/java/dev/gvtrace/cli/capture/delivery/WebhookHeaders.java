// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of a webhook, from a file that is read again on request: they are secrets. No message quotes them. */
public final class WebhookHeaders {
    private static final int MOST_BYTES = 64 << 10;
    private static final URI ANY = URI.create("http://localhost/");

    private final @Nullable Path file;
    private final @Nullable String userInfo;
    private volatile Map<String, String> headers;

    /**
     * Reads them.
     *
     * @param file lines such as {@code Authorization: Bearer TOKEN}; null for none
     * @param userInfo user and password of the URL, decoded; null for none
     * @throws IOException when the file cannot be read, or has something else than headers
     */
    public WebhookHeaders(@Nullable Path file, @Nullable String userInfo) throws IOException {
        this.file = file;
        this.userInfo = userInfo;
        this.headers = read();
    }

    /** Adds them to a request. */
    void addTo(HttpRequest.Builder request) {
        headers.forEach(request::setHeader);
    }

    /** Reads the file again; if that fails, what was read before stays. */
    void refresh() throws IOException {
        headers = read();
    }

    private Map<String, String> read() throws IOException {
        Map<String, String> read = new LinkedHashMap<>();
        if (userInfo != null) {
            String encoded = Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
            read.put("Authorization", "Basic " + encoded);
        }
        if (file != null) {
            int number = 0;
            for (String line : text(file).split("\n", -1)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    add(read, line.strip(), FileNames.text(file) + ":" + number);
                }
            }
        }
        return read;
    }

    private static void add(Map<String, String> to, String line, String place) throws IOException {
        int colon = line.indexOf(':');
        String name = line.substring(0, Math.max(0, colon)).strip();
        String value = line.substring(colon + 1).strip();
        try {
            HttpRequest.newBuilder(ANY).setHeader(name, value);
        } catch (IllegalArgumentException e) {
            // its message has the header; not even as a cause
            throw new IOException(place + ": invalid header: expected NAME: VALUE");
        }
        to.put(name, value);
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(FileNames.text(file) + ": longer than " + MOST_BYTES + " bytes");
            }
            return EscapedText.decode(bytes);
        } catch (IOException e) {
            throw new IOException(FileErrors.text(file, e), e);
        }
    }
}
