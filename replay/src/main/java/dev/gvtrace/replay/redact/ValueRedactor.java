// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.gvtrace.replay.redact.rule.FieldKind;
import dev.gvtrace.replay.redact.rule.RedactionRule;
import dev.gvtrace.replay.redact.rule.RedactionRules;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies rules to single values. A first pass over a trace collects the secrets that are replaced everywhere; {@link
 * #secretsAreComplete} ends it. The results for values that occur often are kept. Not thread-safe.
 */
final class ValueRedactor {
    private static final byte[] NO_NAME = {};
    private static final int MOST_KEPT = 1 << 16;
    private static final int LONGEST_KEPT = 1024;
    private static final int MOST_EXAMPLES = 3;
    private static final int LONGEST_EXAMPLE = 160;
    /** What the Sentry shows in place of a path. */
    private static final java.util.regex.Pattern NO_PATH =
            java.util.regex.Pattern.compile("[a-z_]{1,16}:\\[[0-9a-z_]{0,20}\\]");

    private static final String DELETED = " (deleted)";

    private final List<RedactionRule> rules;
    private final RedactionKey key;
    private final FoundSecrets secrets = new FoundSecrets();
    private final Map<Question, Answer> kept = new HashMap<>();
    private final Map<String, List<Text>> examples = new TreeMap<>();
    private boolean collecting = true;

    /** A value with what decides about it; the bytes are never changed. */
    private record Question(FieldKind kind, Text value, Text name, boolean patternsOnly) {}

    private record Answer(@Nullable Replaced replaced) {}

    private record Found(int from, int to, int rule) {}

    ValueRedactor(RedactionRules rules, RedactionKey key) {
        this.rules = rules.rules();
        this.key = key;
    }

    /** Ends the first pass. */
    void secretsAreComplete() {
        collecting = false;
        kept.clear();
    }

    /** True if the first pass is needed. */
    boolean hasRulesForEverywhere() {
        return rules.stream().anyMatch(RedactionRule::everywhere);
    }

    /** The first rule that replaces numbers of this kind; null if there is none. */
    @Nullable
    String numberRule(FieldKind kind) {
        for (RedactionRule rule : rules) {
            if (rule.appliesTo(kind)) {
                return rule.name();
            }
        }
        return null;
    }

    /** Like {@link #text(FieldKind, byte[], byte[])}, without anything beside it. */
    @Nullable
    Replaced text(FieldKind kind, byte[] value) throws RedactionException {
        return text(kind, value, NO_NAME);
    }

    /**
     * Replaces parts of a text.
     *
     * @param value of this kind
     * @param beside for an argument the one before it; for the value of a JSON member the member's name
     * @return null if nothing is replaced
     */
    @Nullable
    Replaced text(FieldKind kind, byte[] value, byte[] beside) throws RedactionException {
        boolean matters = kind != FieldKind.ARGUMENT || beside.length > 0 && beside[0] == '-';
        return answer(kind, value, matters ? beside : NO_NAME, false);
    }

    /** Replaces parts of the name of a JSON member, by patterns alone: what the member is has to stay visible. */
    @Nullable
    Replaced memberName(FieldKind kind, byte[] value) throws RedactionException {
        return answer(kind, value, NO_NAME, true);
    }

    private @Nullable Replaced answer(FieldKind kind, byte[] value, byte[] name, boolean patternsOnly)
            throws RedactionException {
        if (value.length > LONGEST_KEPT || name.length > LONGEST_KEPT) {
            return find(kind, value, name, patternsOnly);
        }
        Question question = new Question(kind, Text.ofBytes(value), Text.ofBytes(name), patternsOnly);
        Answer answer = kept.get(question);
        if (answer == null) {
            answer = new Answer(find(kind, value, name, patternsOnly));
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            kept.put(question, answer);
        }
        return answer.replaced;
    }

    private @Nullable Replaced find(FieldKind kind, byte[] value, byte[] name, boolean patternsOnly)
            throws RedactionException {
        String text = EscapedText.decode(value);
        String beside = EscapedText.decode(name);
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            RedactionRule rule = rules.get(i);
            if (patternsOnly && rule.match() == null) {
                continue;
            }
            if (rule.appliesTo(kind) || rule.variable() != null && isNamed(kind, beside)) {
                apply(rule, i, kind, text, beside, found);
            }
        }
        int[] offsets = found.isEmpty() ? null : offsets(text, value.length);
        List<Found> inBytes = new ArrayList<>();
        for (Found part : found) {
            int from = offsets == null ? part.from : offsets[part.from];
            int to = offsets == null ? part.to : offsets[part.to];
            inBytes.add(new Found(from, to, part.rule));
            if (collecting && rules.get(part.rule).everywhere()) {
                secrets.add(Arrays.copyOfRange(value, from, to), part.rule);
            }
        }
        if (!collecting && !secrets.isEmpty()) {
            secrets.find(value, (from, to, rule) -> inBytes.add(new Found(from, to, rule)));
        }
        return inBytes.isEmpty() ? null : replace(value, inBytes);
    }

    /** Members of JSON have names like variables. */
    private static boolean isNamed(FieldKind kind, String name) {
        return !name.isEmpty() && (kind == FieldKind.LABEL || kind == FieldKind.TEXT);
    }

    private static void apply(
            RedactionRule rule, int index, FieldKind kind, String text, String beside, List<Found> found) {
        int from = 0;
        Pattern variable = rule.variable();
        Pattern option = rule.option();
        if (variable != null || kind == FieldKind.ENVIRONMENT && rule.takesWhole()) {
            int equals = kind == FieldKind.ENVIRONMENT && beside.isEmpty() ? text.indexOf('=') : -1;
            String name = beside.isEmpty() ? text.substring(0, Math.max(0, equals)) : beside;
            if (variable != null && (name.isEmpty() || !variable.matcher(name).find())) {
                return;
            }
            from = equals + 1;
        } else if (option != null) {
            int equals = text.indexOf('=');
            if (equals > 0 && option.matches(text.substring(0, equals))) {
                from = equals + 1;
            } else if (beside.isEmpty() || beside.indexOf('=') >= 0 || !option.matches(beside)) {
                return;
            }
        }
        Pattern match = rule.match();
        if (match != null) {
            matches(rule, match, index, text, from, found);
        } else if (kind == FieldKind.PATH && rule.takesWhole()) {
            components(rule, index, text, found);
        } else {
            add(rule, index, text, from, text.length(), found);
        }
    }

    private static void matches(
            RedactionRule rule, Pattern match, int index, String text, int begin, List<Found> found) {
        boolean group = match.namedGroups().containsKey(RedactionRule.SECRET);
        Matcher matcher = match.matcher(text);
        for (boolean next = matcher.find(begin); next; next = matcher.find()) {
            int from = group ? matcher.start(RedactionRule.SECRET) : matcher.start();
            int to = group ? matcher.end(RedactionRule.SECRET) : matcher.end();
            if (from >= 0) {
                add(rule, index, text, from, to, found);
            }
        }
    }

    /** Each part of a path on its own, so that paths which share directories still do. */
    private static void components(RedactionRule rule, int index, String text, List<Found> found) {
        if (NO_PATH.matcher(text).matches()) {
            return;
        }
        int end = text.endsWith(DELETED) ? text.length() - DELETED.length() : text.length();
        for (int from = 0; from < end; ) {
            int slash = text.indexOf('/', from);
            int to = slash < 0 || slash > end ? end : slash;
            String component = text.substring(from, to);
            if (!component.equals(".") && !component.equals("..")) {
                add(rule, index, text, from, to, found);
            }
            from = to + 1;
        }
    }

    private static void add(RedactionRule rule, int index, String text, int from, int to, List<Found> found) {
        Pattern except = rule.except();
        if (to > from && (except == null || !except.matches(text.substring(from, to)))) {
            found.add(new Found(from, to, index));
        }
    }

    /** Where in the bytes each character begins; null if each is one byte. */
    private static int @Nullable [] offsets(String text, int bytes) {
        if (text.length() == bytes) {
            return null;
        }
        int[] offsets = new int[text.length() + 1];
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            offsets[i] = at;
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                offsets[++i] = at;
                at += 4;
            } else {
                at += c < 0x80 || EscapedText.isByte(text, i) ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        offsets[text.length()] = at;
        return offsets;
    }

    /** Overlapping parts become one, of the first of their rules. */
    private Replaced replace(byte[] value, List<Found> found) {
        found.sort(Comparator.comparingInt(Found::from).thenComparingInt(Found::rule));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Span> spans = new ArrayList<>();
        int done = 0;
        for (int i = 0; i < found.size(); ) {
            Found part = found.get(i++);
            int to = part.to;
            int rule = part.rule;
            while (i < found.size() && found.get(i).from < to) {
                to = Math.max(to, found.get(i).to);
                rule = Math.min(rule, found.get(i).rule);
                i++;
            }
            out.write(value, done, part.from - done);
            byte[] marker = marker(rules.get(rule), Arrays.copyOfRange(value, part.from, to));
            spans.add(new Span(out.size(), marker.length, rules.get(rule).name()));
            out.write(marker, 0, marker.length);
            done = to;
        }
        out.write(value, done, value.length - done);
        Replaced replaced = new Replaced(out.toByteArray(), spans);
        spans.forEach(span -> example(span.rule(), replaced.value()));
        return replaced;
    }

    /** For each rule, some values as they are in the copy. */
    Map<String, List<Text>> examples() {
        return examples;
    }

    private void example(String rule, byte[] value) {
        List<Text> known = examples.computeIfAbsent(rule, any -> new ArrayList<>());
        Text text = Text.ofBytes(value, 0, Math.min(value.length, LONGEST_EXAMPLE));
        if (!collecting && known.size() < MOST_EXAMPLES && !known.contains(text)) {
            known.add(text);
        }
    }

    private byte[] marker(RedactionRule rule, byte[] secret) {
        String digits = rule.pseudonym() ? ":" + HexFormat.of().formatHex(key.pseudonym(secret)) : "";
        return (Markers.BEGIN + rule.name() + digits + Markers.END).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Replaces an IP address.
     *
     * @param ip 4 or 16 bytes; others are not addresses
     * @return the replacement, of the same length, with the rule; null if nothing is replaced
     */
    @Nullable
    Replaced address(byte[] ip) {
        if (ip.length != Markers.IPV4_BYTES && ip.length != Markers.IPV6_BYTES) {
            return null;
        }
        String text = Markers.addressText(ip);
        boolean plain = Markers.isLocal(ip);
        for (RedactionRule rule : rules) {
            Pattern match = rule.match();
            boolean fits = rule.appliesTo(FieldKind.ADDRESS)
                    && (match == null ? !plain : match.matcher(text).find())
                    && (rule.except() == null || !rule.except().matches(text));
            if (fits) {
                byte[] value = rule.pseudonym() ? Markers.address(ip.length, key.pseudonym(ip)) : new byte[ip.length];
                return new Replaced(value, List.of(new Span(0, ip.length, rule.name())));
            }
        }
        return null;
    }
}
