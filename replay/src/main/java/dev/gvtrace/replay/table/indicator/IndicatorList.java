// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.indicator;

import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.indicator.Indicator.Kind;
import dev.gvtrace.text.ByteText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of indicators, one a line: paths, also with {@code *} and {@code ?}, names of files, addresses, networks,
 * {@code address:port}, domains, URLs and digests. Of a line with commas, semicolons or tabs the first column counts;
 * a {@code #} begins a comment. Forms that keep an indicator from being clicked, such as {@code hxxp} and {@code [.]},
 * are undone. Immutable once read.
 */
public final class IndicatorList {
    /** A file has at most this many bytes. */
    public static final int MOST_BYTES = 64 << 20;

    private static final int MOST_LINE_BYTES = 16 << 10;

    /** What the first line of a table of indicators calls its first column. */
    private static final Set<String> HEADINGS = Set.of(
            "indicator",
            "indicators",
            "ioc",
            "iocs",
            "value",
            "observable",
            "type",
            "hash",
            "md5",
            "sha1",
            "sha256",
            "ip",
            "domain",
            "url",
            "path",
            "filename");

    private static final Pattern DOMAIN = Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\\.)+[a-z][a-z0-9-]+");
    private static final Pattern DIGEST = Pattern.compile("(?:(?:sha256|sha1|md5|sha512)[:=])?([0-9a-f]{32,128})");
    private static final Pattern HOST_PORT = Pattern.compile("([^:]+):(\\d{1,5})");
    private static final Pattern SIX_PORT = Pattern.compile("\\[([0-9a-f:.]+)](?::(\\d{1,5}))?");
    private static final Pattern URL =
            Pattern.compile("[a-z][a-z0-9+.-]*://([^/?#]*@)?(\\[[^]]*]|[^/?#:]*)(?::(\\d+))?.*");

    private static final int SHA256_DIGITS = 64;
    private static final int SHA1_DIGITS = 40;
    private static final int MD5_DIGITS = 32;
    private static final int MOST_PORT = 65_535;

    private final List<Indicator> all = new ArrayList<>();
    private final Map<Indicator, String> unchecked = new LinkedHashMap<>();
    private final IndicatorIndex index = new IndicatorIndex();

    private IndicatorList() {}

    /**
     * Reads a list.
     *
     * @param file the name of the file, for messages
     * @param content its bytes
     * @throws RequestException if it is not text, has a line that is too long, or has no indicator
     */
    public static IndicatorList parse(String file, byte[] content) throws RequestException {
        IndicatorList list = new IndicatorList();
        int line = 0;
        int from = content.length >= 3 && (content[0] & 0xff) == 0xef && (content[1] & 0xff) == 0xbb ? 3 : 0;
        while (from < content.length) {
            int end = from;
            line++;
            while (end < content.length && content[end] != '\n') {
                if (content[end] == 0) {
                    throw new RequestException(file + ":" + line + ": not text: found a byte 0");
                }
                end++;
            }
            if (end - from > MOST_LINE_BYTES) {
                throw new RequestException(file + ":" + line + ": a line of " + (end - from)
                        + " bytes: expected at most " + MOST_LINE_BYTES);
            }
            list.line(line, ByteText.of(content, from, end - from).strip());
            from = end + 1;
        }
        if (list.all.isEmpty()) {
            throw new RequestException(file + ": no indicator: expected one a line");
        }
        return list;
    }

    private void line(int lineNumber, String line) {
        String item = column(line);
        boolean heading = lineNumber == 1 && HEADINGS.contains(item.toLowerCase(Locale.ROOT)) && !item.equals(line);
        if (item.isEmpty() || heading) {
            return;
        }
        Indicator indicator = new Indicator(all.size(), lineNumber, item);
        all.add(indicator);
        String problem = item.startsWith("/") ? path(indicator, item) : classify(indicator, live(item));
        if (problem != null) {
            unchecked.put(indicator, problem);
        }
    }

    /** The first column of a line, without a comment. */
    private static String column(String line) {
        if (line.startsWith("#") || line.startsWith("//")) {
            return "";
        }
        if (line.startsWith("\"")) {
            int end = line.indexOf('"', 1);
            return end < 0 ? line.substring(1) : line.substring(1, end).strip();
        }
        int end = 0;
        while (end < line.length() && ",;\t".indexOf(line.charAt(end)) < 0 && !isComment(line, end)) {
            end++;
        }
        return line.substring(0, end).strip();
    }

    private static boolean isComment(String line, int at) {
        return line.charAt(at) == '#' && Character.isWhitespace(line.charAt(at - 1));
    }

    /** An indicator as it is, with what keeps it from being clicked undone. */
    private static String live(String item) {
        return item.replaceFirst("^(?i:hxxp)", "http")
                .replaceFirst("^(?i:fxp)", "ftp")
                .replace("[://]", "://")
                .replace("[:]", ":")
                .replaceAll("\\[\\.]|\\(\\.\\)|\\{\\.}|(?i:\\[dot]|\\(dot\\))|\\\\\\.", ".");
    }

    /** Adds a path to the index; returns why it cannot be checked, or null. */
    private @Nullable String path(Indicator indicator, String path) {
        if (isPattern(path)) {
            index.addPattern(indicator, path);
        } else {
            index.addPath(indicator, path);
        }
        return null;
    }

    private static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    private @Nullable String classify(Indicator indicator, String item) {
        String folded = item.toLowerCase(Locale.ROOT);
        Matcher digest = DIGEST.matcher(folded);
        if (digest.matches()) {
            return digest(indicator, digest.group(1));
        }
        Matcher url = URL.matcher(folded);
        if (url.matches()) {
            index.addUrl(indicator, item);
            addHost(indicator, url.group(2), url.group(3));
            return null;
        }
        int slash = folded.indexOf('/');
        byte[] network = slash < 0 ? null : IndicatorIndex.address(folded.substring(0, slash));
        if (network != null) {
            return network(indicator, network, folded.substring(slash + 1));
        }
        byte[] address = IndicatorIndex.address(folded);
        if (address != null) {
            index.addNetwork(indicator, address, address.length * Byte.SIZE, Kind.ADDRESS);
            return null;
        }
        return other(indicator, item, folded);
    }

    private @Nullable String other(Indicator indicator, String item, String folded) {
        Matcher six = SIX_PORT.matcher(folded);
        Matcher four = HOST_PORT.matcher(folded);
        boolean withSix = six.matches();
        if (withSix || four.matches()) {
            return endpoint(indicator, (withSix ? six : four).group(1), (withSix ? six : four).group(2));
        }
        if (item.indexOf('/') >= 0) {
            index.addPattern(indicator, "*/" + item);
            return null;
        }
        boolean wildcard =
                folded.startsWith("*.") && DOMAIN.matcher(folded.substring(2)).matches();
        if (wildcard || DOMAIN.matcher(folded).matches()) {
            index.addDomain(indicator, wildcard ? folded.substring(2) : folded);
        }
        if (isPattern(item)) {
            index.addNamePattern(indicator, item);
        } else {
            index.addName(indicator, item);
        }
        return null;
    }

    private @Nullable String digest(Indicator indicator, String digits) {
        switch (digits.length()) {
            case SHA256_DIGITS -> index.addDigest(indicator, digits, Kind.SHA256);
            case SHA1_DIGITS -> index.addDigest(indicator, digits, Kind.SHA1);
            case MD5_DIGITS -> {
                return "MD5: a trace has SHA-256 and SHA-1 of programs";
            }
            default -> {
                return "a digest of " + digits.length() + " digits: a trace has SHA-256 and SHA-1 of programs";
            }
        }
        return null;
    }

    private @Nullable String network(Indicator indicator, byte[] address, String prefix) {
        int most = address.length * Byte.SIZE;
        int bits = Network.decimal(prefix, most);
        if (bits < 0) {
            return "invalid network: expected a prefix of 0 to " + most;
        }
        index.addNetwork(indicator, address, bits, bits == most ? Kind.ADDRESS : Kind.NETWORK);
        return null;
    }

    private @Nullable String endpoint(Indicator indicator, String host, @Nullable String port) {
        byte[] address = IndicatorIndex.address(host);
        int number = port == null ? 0 : Network.decimal(port, MOST_PORT);
        if (number < 0) {
            return "invalid port: expected 1 to " + MOST_PORT;
        }
        if (address == null) {
            if (!DOMAIN.matcher(host).matches()) {
                return "invalid indicator: expected a path, name, address, network, domain, URL or digest";
            }
            index.addDomain(indicator, host);
        } else if (number == 0) {
            index.addNetwork(indicator, address, address.length * Byte.SIZE, Kind.ADDRESS);
        } else {
            index.addEndpoint(indicator, address, number);
        }
        return null;
    }

    /** The host of a URL, if that is an address: connections to it are hits as well. */
    private void addHost(Indicator indicator, String host, @Nullable String port) {
        byte[] address = IndicatorIndex.address(
                host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
        int number = port == null ? 0 : Network.decimal(port, MOST_PORT);
        if (address != null && number > 0) {
            index.addEndpoint(indicator, address, number);
        } else if (address != null) {
            index.addNetwork(indicator, address, address.length * Byte.SIZE, Kind.ADDRESS);
        }
    }

    /** All indicators, in the order of the file. */
    public List<Indicator> all() {
        return List.copyOf(all);
    }

    /** Those that cannot be checked, each with the reason. */
    public Map<Indicator, String> unchecked() {
        return new LinkedHashMap<>(unchecked);
    }

    /** True if the indicator is a digest of that kind. */
    public boolean isDigest(Indicator indicator, Kind kind) {
        return index.isDigest(indicator, kind);
    }

    IndicatorIndex index() {
        return index;
    }
}
