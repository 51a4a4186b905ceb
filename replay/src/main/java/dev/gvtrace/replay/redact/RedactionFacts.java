// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.replay.redact.rule.RedactionRules;
import dev.gvtrace.trace.Facts;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The facts records that a redacted copy has beside those of the original; FORMAT, section 12. All have the id of the
 * export, so that those of an original that is a redacted copy itself are not mistaken for them.
 *
 * <p>More than six components in {@link Original}: one for each entry of the record.
 */
final class RedactionFacts {
    /** Kind of the first: what was copied, by what and how. */
    static final String HEAD = "redaction";
    /** Kind of those before the messages and records that differ: how they differ. */
    static final String PARTS = "redacted parts";
    /** Kind of the last: the totals. */
    static final String TOTALS = "redaction totals";

    static final String EXPORT = "export";
    static final String ORIGINAL = "original";
    static final String RECORDING = "recording";
    static final String SEAL = "seal";
    static final String REDACTED = "redacted";
    static final String MESSAGE = "message";
    static final String RECORD = "record";
    /** SHA-256 of rules, or the commitment to a message: of its salt and its bytes. */
    static final String DIGEST = "sha256";

    static final String PARTS_OF = "parts";

    private static final int VERSION = 1;
    private static final JsonFactory FACTORY = new JsonFactory();

    private RedactionFacts() {}

    static byte[] head(UUID export, String tool, String at, Original original, RedactionRules rules, boolean keyKept) {
        return written(out -> {
            out.writeNumberProperty("gvtrace_redaction", VERSION);
            out.writeStringProperty(EXPORT, export.toString());
            out.writeStringProperty("tool", tool);
            out.writeStringProperty("at", at);
            out.writeObjectPropertyStart(ORIGINAL);
            UUID recording = original.recording();
            out.writeStringProperty(RECORDING, recording == null ? null : recording.toString());
            out.writeStringProperty("layout", original.layout());
            out.writeArrayPropertyStart("files");
            original.files().forEach(out::writeString);
            out.writeEndArray();
            out.writeStringProperty("ending", original.ending());
            out.writeStringProperty(SEAL, original.seal());
            out.writeStringProperty("signer", original.signer());
            Boolean intact = original.intact();
            if (intact == null) {
                out.writeNullProperty("intact");
            } else {
                out.writeBooleanProperty("intact", intact);
            }
            out.writeEndObject();
            out.writeArrayPropertyStart("rules");
            for (RedactionRules.Source source : rules.sources()) {
                out.writeStartObject();
                out.writeStringProperty("name", source.name());
                out.writeStringProperty(DIGEST, source.sha256());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeStringProperty("unknown", rules.keepsUnknown() ? "keep" : "drop");
            out.writeStringProperty("key", keyKept ? "kept" : "discarded");
        });
    }

    static byte[] totals(UUID export, RedactionTotals totals) {
        return written(out -> {
            out.writeStringProperty(EXPORT, export.toString());
            out.writeNumberProperty("messages", totals.messages());
            out.writeNumberProperty("messages_redacted", totals.changedMessages());
            out.writeNumberProperty("records_redacted", totals.changedRecords());
            out.writeArrayPropertyStart("totals");
            totals.counts()
                    .forEach((rule, types) -> types.forEach((type, count) -> {
                        out.writeStartObject();
                        out.writeStringProperty("rule", rule);
                        out.writeStringProperty("type", type);
                        out.writeNumberProperty("messages", count.messages());
                        out.writeNumberProperty(PARTS_OF, count.parts());
                        out.writeEndObject();
                    }));
            out.writeEndArray();
        });
    }

    static byte[] parts(UUID export, List<NamedParts.Entry> entries) {
        return written(out -> {
            out.writeStringProperty(EXPORT, export.toString());
            out.writeArrayPropertyStart(REDACTED);
            for (NamedParts.Entry entry : entries) {
                out.writeStartObject();
                out.writeNumberProperty(entry.message() ? MESSAGE : RECORD, entry.number());
                if (entry.commitment() != null) {
                    out.writeStringProperty(DIGEST, entry.commitment());
                }
                out.writeArrayPropertyStart(PARTS_OF);
                entry.parts().forEach(part -> out.writeString(part.text()));
                out.writeEndArray();
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /** One JSON object. */
    static byte[] written(Consumer<JsonGenerator> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            members.accept(out);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** True if these are facts of this class. */
    static boolean isOurs(Facts facts) {
        String kind = facts.kind().decoded();
        return kind.equals(HEAD) || kind.equals(PARTS) || kind.equals(TOTALS);
    }

    /**
     * What was copied.
     *
     * @param recording its id; null if it has none
     * @param layout {@code gvt} or {@code tracereplay}
     * @param files without their directories
     * @param ending how it ends
     * @param seal of its last file, hexadecimal; null if it is not sealed
     * @param signer the public key in its last file, hexadecimal; null if it is not signed
     * @param intact whether checksums, chain and seals agree; null if that was not checked
     */
    record Original(
            @Nullable UUID recording,
            String layout,
            List<String> files,
            String ending,
            @Nullable String seal,
            @Nullable String signer,
            @Nullable Boolean intact) {
        Original {
            files = List.copyOf(files);
        }
    }
}
