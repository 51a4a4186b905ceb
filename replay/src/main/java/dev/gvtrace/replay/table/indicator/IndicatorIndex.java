// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.indicator;

import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.state.Endpoint;
import dev.gvtrace.replay.table.indicator.Indicator.Kind;
import dev.gvtrace.replay.table.indicator.Indicator.Match;
import dev.gvtrace.text.Glob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks values up among indicators: a value takes a few look-ups in maps, however many indicators there are; patterns
 * are tried one by one. Texts are byte strings. Filled by one thread, then read by any.
 */
final class IndicatorIndex {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};
    private static final int MOST_PORT = 65_535;

    private final Map<String, List<Match>> paths = new HashMap<>();
    private final Map<String, List<Match>> names = new HashMap<>();
    private final Map<String, List<Match>> domains = new HashMap<>();
    private final Map<String, List<Match>> urls = new HashMap<>();
    private final Map<String, List<Match>> digests = new HashMap<>();
    private final Map<Endpoint, List<Match>> endpoints = new HashMap<>();
    /** By the length of the prefix in bits, an IPv6 one above those of IPv4; then by the network's address. */
    private final Map<Integer, Map<Endpoint, List<Match>>> networks = new TreeMap<>();

    private final List<PatternMatch> patterns = new ArrayList<>();
    private final List<PatternMatch> namePatterns = new ArrayList<>();
    private final Set<Match> digestsOf = new HashSet<>();

    private record PatternMatch(Glob glob, Match match) {}

    // ---- filling

    private <K> void add(Map<K, List<Match>> map, K key, Indicator indicator, Kind kind) {
        map.computeIfAbsent(key, unused -> new ArrayList<>(1)).add(new Match(indicator, kind));
    }

    void addPath(Indicator indicator, String path) {
        add(paths, path, indicator, Kind.PATH);
    }

    void addName(Indicator indicator, String name) {
        add(names, name, indicator, Kind.NAME);
    }

    void addPattern(Indicator indicator, String pattern) {
        patterns.add(new PatternMatch(glob(pattern), new Match(indicator, Kind.PATTERN)));
    }

    void addNamePattern(Indicator indicator, String pattern) {
        namePatterns.add(new PatternMatch(glob(pattern), new Match(indicator, Kind.PATTERN)));
    }

    /** Only {@code *} and {@code ?} are special. */
    private static Glob glob(String pattern) {
        return Glob.compile(pattern.replace("\\", "\\\\").replace("[", "\\["), false);
    }

    void addDomain(Indicator indicator, String domain) {
        add(domains, domain, indicator, Kind.DOMAIN);
    }

    void addUrl(Indicator indicator, String url) {
        add(urls, withoutSlash(url).toLowerCase(Locale.ROOT), indicator, Kind.URL);
    }

    void addDigest(Indicator indicator, String digits, Kind kind) {
        add(digests, digits, indicator, kind);
        digestsOf.add(new Match(indicator, kind));
    }

    void addEndpoint(Indicator indicator, byte[] address, int port) {
        add(endpoints, new Endpoint(address, port), indicator, Kind.ENDPOINT);
    }

    void addNetwork(Indicator indicator, byte[] address, int bits, Kind kind) {
        int key = address.length == 4 ? bits : Byte.SIZE * 4 + 1 + bits;
        add(
                networks.computeIfAbsent(key, unused -> new HashMap<>()),
                new Endpoint(masked(address, bits), 0),
                indicator,
                kind);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
            masked[i] &= (byte) (0xff << (Byte.SIZE - kept));
        }
        return masked;
    }

    /** The address that a text is, an IPv4 address within IPv6 as IPv4; null if it is none. */
    static byte @Nullable [] address(String text) {
        byte[] four = Network.parseIpv4(text);
        byte[] six = four == null && text.indexOf(':') >= 0 ? six(text) : null;
        return four != null ? four : six == null ? null : plain(six);
    }

    private static byte @Nullable [] six(String text) {
        int last = text.lastIndexOf(':');
        byte[] four = Network.parseIpv4(text.substring(last + 1));
        if (four == null) {
            return Network.parseIpv6(text);
        }
        String tail = String.format(
                Locale.ROOT, "%x:%x", (four[0] & 0xff) << 8 | four[1] & 0xff, (four[2] & 0xff) << 8 | four[3] & 0xff);
        return Network.parseIpv6(text.substring(0, last + 1) + tail);
    }

    private static byte[] plain(byte[] address) {
        boolean mapped = address.length == 16 && Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? Arrays.copyOfRange(address, MAPPED.length, address.length) : address;
    }

    /** True if the indicator is a digest of that kind. */
    boolean isDigest(Indicator indicator, Kind kind) {
        return digestsOf.contains(new Match(indicator, kind));
    }

    // ---- looking up

    /** What was found, each indicator once. */
    private static final class Found {
        private final List<Match> matches = new ArrayList<>(2);

        void add(@Nullable List<Match> more) {
            if (more != null) {
                more.forEach(this::add);
            }
        }

        void add(Match match) {
            if (matches.stream().noneMatch(each -> each.indicator().equals(match.indicator()))) {
                matches.add(match);
            }
        }

        List<Match> all() {
            return matches.isEmpty() ? List.of() : List.copyOf(matches);
        }
    }

    /** The indicators of a path, or of a name. */
    List<Match> path(String path) {
        Found found = new Found();
        addPath(path, found);
        return found.all();
    }

    private void addPath(String path, Found found) {
        found.add(paths.get(path));
        String name = path.substring(path.lastIndexOf('/') + 1);
        found.add(names.get(name));
        for (PatternMatch each : patterns) {
            if (each.glob().matches(path)) {
                found.add(each.match());
            }
        }
        for (PatternMatch each : namePatterns) {
            if (each.glob().matches(name)) {
                found.add(each.match());
            }
        }
    }

    /** The indicators of a digest in lower-case hexadecimal. */
    List<Match> digest(String digits) {
        return digests.getOrDefault(digits, List.of());
    }

    /** The indicators of the ends of a socket. */
    List<Match> ends(@Nullable Endpoint local, @Nullable Endpoint remote) {
        Found found = new Found();
        addEnd(remote, found);
        addEnd(local, found);
        return found.all();
    }

    private void addEnd(@Nullable Endpoint end, Found found) {
        if (end != null) {
            addEnd(plain(end.address()), end.port(), found);
        }
    }

    private void addEnd(byte[] address, int port, Found found) {
        if (port > 0) {
            found.add(endpoints.get(new Endpoint(address, port)));
        }
        for (Map.Entry<Integer, Map<Endpoint, List<Match>>> each : networks.entrySet()) {
            boolean four = each.getKey() <= Byte.SIZE * 4;
            if (four == (address.length == 4)) {
                int bits = four ? each.getKey() : each.getKey() - Byte.SIZE * 4 - 1;
                found.add(each.getValue().get(new Endpoint(masked(address, bits), 0)));
            }
        }
    }

    /** The indicators within the name of a socket that was never connected: addresses with ports. */
    List<Match> socketName(String name) {
        Found found = new Found();
        for (String end : name.split("->", -1)) {
            int colon = end.lastIndexOf(':');
            byte[] address = colon < 0 ? null : address(end.substring(0, colon));
            if (address != null) {
                addEnd(address, Math.max(0, Network.decimal(end.substring(colon + 1), MOST_PORT)), found);
            }
        }
        return found.all();
    }

    /** The indicators within an argument or a variable: as a path, and its addresses, domains and URLs. */
    List<Match> text(String text) {
        Found found = new Found();
        addPath(text, found);
        int equals = text.indexOf('=');
        if (equals >= 0) {
            addPath(text.substring(equals + 1), found);
        }
        if (!urls.isEmpty()) {
            addUrls(text, found);
        }
        int i = 0;
        while (i < text.length()) {
            int from = i;
            while (i < text.length() && isWordPart(text.charAt(i))) {
                i++;
            }
            if (i - from > 2) {
                addWord(text.substring(from, i), text, i, found);
            }
            i++;
        }
        return found.all();
    }

    private static boolean isWordPart(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '.'
                || c == '-'
                || c == '_'
                || c == ':';
    }

    private void addWord(String typed, String text, int end, Found found) {
        String word = typed.toLowerCase(Locale.ROOT);
        while (word.endsWith(".") || word.endsWith(":") && !word.endsWith("::")) {
            word = word.substring(0, word.length() - 1);
        }
        byte[] address = address(word);
        if (address != null) {
            addEnd(address, portBehind(text, end), found);
        }
        int colon = word.lastIndexOf(':');
        String host = colon < 0 ? word : word.substring(0, colon);
        byte[] withPort = colon < 0 ? null : address(host);
        if (withPort != null) {
            addEnd(withPort, Math.max(0, Network.decimal(word.substring(colon + 1), MOST_PORT)), found);
        }
        if (address == null && withPort == null && !domains.isEmpty()) {
            addDomains(host, found);
        }
    }

    /** The port after the bracket behind an IPv6 address; 0 for none. */
    private static int portBehind(String text, int end) {
        if (!text.startsWith("]:", end)) {
            return 0;
        }
        int last = end + 2;
        while (last < text.length() && Character.isDigit(text.charAt(last))) {
            last++;
        }
        return Math.max(0, Network.decimal(text.substring(end + 2, last), MOST_PORT));
    }

    /** A domain stands for all below it. */
    private void addDomains(String host, Found found) {
        for (int from = 0; from >= 0 && from < host.length(); ) {
            found.add(domains.get(host.substring(from)));
            int dot = host.indexOf('.', from);
            from = dot < 0 ? -1 : dot + 1;
        }
    }

    /** A URL stands for all below it. */
    private void addUrls(String text, Found found) {
        for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 1)) {
            int from = at;
            while (from > 0 && Character.isLetterOrDigit(text.charAt(from - 1))) {
                from--;
            }
            int end = at;
            while (end < text.length() && " \t\n'\"<>|;)".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            String url = text.substring(from, end).toLowerCase(Locale.ROOT);
            found.add(urls.get(withoutSlash(url)));
            for (int i = at - from + 3; i < url.length(); i++) {
                if ("/?#&".indexOf(url.charAt(i)) >= 0) {
                    found.add(urls.get(url.substring(0, i)));
                }
            }
        }
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
