// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.replay.redact.MessageRedactor.Redacted;
import dev.gvtrace.replay.redact.Part.Form;
import dev.gvtrace.replay.redact.rule.FieldKind;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.RecordKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the copy's records of those that are not messages. Not thread-safe. */
final class RecordRedactor {
    static final String HOST = "host";
    static final String HANDSHAKE = "handshake";
    static final String SESSION = "session";
    static final String IMPORT_NAME = "import_name";
    static final String IMPORT_CONFIG = "import_config";
    static final String DERIVED_FROM = "derived_from";
    static final String SANDBOX = "sandbox";
    static final String CAUSE = "cause";
    static final String KIND = "kind";
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final ValueRedactor values;
    private final boolean keepsUnknown;
    private List<Part> parts = new ArrayList<>();

    RecordRedactor(ValueRedactor values, boolean keepsUnknown) {
        this.values = values;
        this.keepsUnknown = keepsUnknown;
    }

    /** Replaces parts of a record's body; null if nothing is replaced. */
    @Nullable
    Redacted redact(RecordKind kind, byte[] body) throws RedactionException {
        parts = new ArrayList<>();
        byte[] made = switch (kind) {
            case FACTS -> facts(body);
            case PROCFS -> procfs(body);
            case NOTE -> text(FieldKind.TEXT, Part.ALL, body);
            case GAP -> gap(body);
            case MESSAGE, OPENING, CLOSING -> null;
        };
        return made == null ? null : new Redacted(made, parts);
    }

    private byte @Nullable [] text(FieldKind kind, String path, byte[] value) throws RedactionException {
        Replaced replaced = values.text(kind, value);
        if (replaced == null) {
            return null;
        }
        replaced.spans().forEach(span -> parts.add(Part.span(path, span)));
        return replaced.value();
    }

    private byte @Nullable [] facts(byte[] body) throws RedactionException {
        Facts facts = Facts.decode(body, 0, body.length);
        byte[] kind = text(FieldKind.TEXT, KIND, facts.kind().bytes());
        byte[] json = json("", facts.json());
        String shownKind = kind == null ? facts.kind().decoded() : new String(kind, StandardCharsets.UTF_8);
        byte[] plain = Facts.encode(facts.kind().decoded(), facts.json());
        boolean unknown = !Arrays.equals(plain, body) && !keepsUnknown;
        if (unknown) {
            parts.add(Part.of(Part.ALL, Form.FIELDS, Part.UNKNOWN));
        }
        return kind == null && json == null && !unknown
                ? null
                : Facts.encode(shownKind, json == null ? facts.json() : json);
    }

    /** The JSON in the copy, with paths that begin with the prefix; null if nothing is replaced. */
    private byte @Nullable [] json(String prefix, byte[] json) throws RedactionException {
        if (json.length == 0) {
            return null;
        }
        if (!JsonText.isValid(json)) {
            if (keepsUnknown) {
                return text(FieldKind.TEXT, prefix.isEmpty() ? Part.ALL : prefix, json);
            }
            parts.add(Part.of(prefix.isEmpty() ? Part.ALL : prefix, Form.MALFORMED, Part.UNKNOWN));
            return NULL;
        }
        return JsonWalk.walk(json, new JsonText.Visitor() {
            @Override
            public byte @Nullable [] name(String path, byte[] name, JsonPlace place) throws RedactionException {
                return take(path, values.memberName(place.kind(), name));
            }

            @Override
            public byte @Nullable [] value(String path, byte[] value, JsonPlace place) throws RedactionException {
                return take(path, values.text(place.kind(), value, place.beside()));
            }

            private byte @Nullable [] take(String path, @Nullable Replaced replaced) {
                if (replaced == null) {
                    return null;
                }
                replaced.spans().forEach(span -> parts.add(Part.span(prefix + path, span)));
                return replaced.value();
            }
        });
    }

    /** Each line on its own: JSON if it begins with a brace. */
    private byte @Nullable [] procfs(byte[] body) throws RedactionException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean changed = false;
        int number = 1;
        for (int from = 0; from < body.length; number++) {
            int end = from;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            byte[] line = Arrays.copyOfRange(body, from, end);
            String path = Integer.toString(number);
            byte[] made = line.length > 0 && line[0] == '{' ? json(path + ":", line) : text(FieldKind.TEXT, path, line);
            changed |= made != null;
            out.writeBytes(made == null ? line : made);
            out.write(body, end, end < body.length ? 1 : 0);
            from = end + 1;
        }
        return changed ? out.toByteArray() : null;
    }

    private byte @Nullable [] gap(byte[] body) throws RedactionException {
        Gap gap = Gap.decode(body, 0, body.length);
        byte[] cause = text(FieldKind.TEXT, CAUSE, gap.cause().bytes());
        boolean unknown = !Arrays.equals(gap.encode(), body) && !keepsUnknown;
        if (unknown) {
            parts.add(Part.of(Part.ALL, Form.FIELDS, Part.UNKNOWN));
        }
        Text shown = cause == null ? gap.cause() : Text.ofBytes(cause);
        return cause == null && !unknown ? null : new Gap(gap.fromNs(), gap.toNs(), gap.lost(), shown).encode();
    }

    /** A text within a record, such as the reason of the end. */
    record Shown(Text text, List<Part> parts) {}

    Shown text(Text text, String path) throws RedactionException {
        parts = new ArrayList<>();
        byte[] made = text(FieldKind.TEXT, path, text.bytes());
        return new Shown(made == null ? text : Text.ofBytes(made), parts);
    }

    /** The copy's opening. */
    record ShownOpening(Opening opening, List<Part> parts) {}

    ShownOpening opening(Opening from) throws RedactionException {
        parts = new ArrayList<>();
        Opening.Builder to = Opening.builder(from.origin(), from.createdNs()).tool(from.tool());
        byte[] host = text(FieldKind.HOST, HOST, from.host().bytes());
        to.host(host == null ? from.host() : Text.ofBytes(host));
        PeerCredentials peer = from.peer();
        if (peer != null) {
            to.peer(peer);
        }
        byte[] handshake = from.handshake();
        if (handshake != null) {
            to.handshake(handshake(handshake));
        }
        byte[] session = from.session();
        if (session != null) {
            byte[] made = json(SESSION + ":", session);
            to.session(made == null ? session : made);
        }
        byte[] config = from.importConfig();
        Text importName = from.importName();
        if (config != null || importName != null) {
            byte[] made = config == null ? null : json(IMPORT_CONFIG + ":", config);
            byte[] name = importName == null ? null : text(FieldKind.PATH, IMPORT_NAME, importName.bytes());
            Text shown = importName == null ? Text.EMPTY : importName;
            to.imported(
                    name == null ? shown : Text.ofBytes(name), made != null ? made : config == null ? NOTHING : config);
        }
        int number = 0;
        for (Text source : from.derivedFrom()) {
            byte[] made = text(FieldKind.TEXT, DERIVED_FROM + "[" + number++ + "]", source.bytes());
            to.derivedFrom(made == null ? source : Text.ofBytes(made));
        }
        Text sandbox = from.sandbox();
        if (sandbox != null) {
            byte[] made = text(FieldKind.ID, SANDBOX, sandbox.bytes());
            to.sandbox(made == null ? sandbox : Text.ofBytes(made));
        }
        return new ShownOpening(to.sourceRecording(from.sourceRecording()).build(), parts);
    }

    /** Of the handshake only the version is known. */
    private byte[] handshake(byte[] handshake) {
        ByteArrayOutputStream known = new ByteArrayOutputStream();
        WireFields fields = new WireFields(handshake, 0, handshake.length);
        while (fields.next()) {
            if (fields.number() == 1 && fields.wireType() == WireFields.VARINT) {
                known.write(handshake, fields.start(), fields.end() - fields.start());
            }
        }
        if (keepsUnknown || known.size() == handshake.length) {
            return handshake;
        }
        parts.add(Part.of(HANDSHAKE, Form.FIELDS, Part.UNKNOWN));
        return known.toByteArray();
    }
}
