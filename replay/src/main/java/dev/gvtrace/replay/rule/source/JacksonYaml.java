// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlNode.Entry;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads YAML 1.2 into nodes with their places, for files that only gvtrace reads; rule files are in the dialect of
 * Falco's parser. A key that occurs twice in a mapping is an error. Aliases are refused, as Jackson does not say what
 * anchor a scalar has. Single-use.
 */
public final class JacksonYaml {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final RuleFile file;
    private final YAMLParser parser;
    /** The last place looked up: Jackson counts code points, a file chars. */
    private long codePoints;

    private int offset;

    private JacksonYaml(RuleFile file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * The documents of a file that hold something.
     *
     * @throws YamlSyntaxException if it is not YAML, or has an alias
     */
    public static List<YamlNode> read(RuleFile file) throws YamlSyntaxException {
        try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), file.text())) {
            return new JacksonYaml(file, (YAMLParser) parser).documents();
        } catch (JacksonException e) {
            // of what comes before the first token
            throw new YamlSyntaxException(e.getOriginalMessage(), 0);
        }
    }

    private List<YamlNode> documents() throws YamlSyntaxException {
        try {
            List<YamlNode> documents = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                YamlNode document = node(token);
                if (!document.isNull()) {
                    documents.add(document);
                }
            }
            return documents;
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    private YamlNode node(JsonToken token) throws YamlSyntaxException {
        int start = start();
        if (token == JsonToken.START_OBJECT) {
            List<Entry> entries = new ArrayList<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                Scalar key = scalar();
                entries.add(new Entry(key, node(parser.nextToken())));
            }
            return new YamlNode.Mapping(file, start, entries);
        }
        if (token == JsonToken.START_ARRAY) {
            List<YamlNode> items = new ArrayList<>();
            for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                items.add(node(item));
            }
            return new YamlNode.Sequence(file, start, items);
        }
        if (parser.isCurrentAlias()) {
            throw new YamlSyntaxException(
                    "aliases are not read here: write out what '*" + parser.getString() + "' stands for", start);
        }
        return scalar();
    }

    private Scalar scalar() {
        int start = start();
        int end = offset(parser.currentLocation());
        char first = start < file.text().length() ? file.text().charAt(start) : '\n';
        boolean hasProperties = first == '!' || first == '&';
        Style style = switch (first) {
            case '\'' -> Style.SINGLE_QUOTED;
            case '"' -> Style.DOUBLE_QUOTED;
            case '|' -> Style.LITERAL;
            case '>' -> Style.FOLDED;
            default -> Style.PLAIN;
        };
        boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
        return new Scalar(
                file,
                start,
                end,
                parser.getString(),
                isNull ? Style.PLAIN : style,
                hasProperties && !isNull,
                ScalarPlaces.from(start));
    }

    private int start() {
        return offset(parser.currentTokenLocation());
    }

    private int offset(TokenStreamLocation location) {
        return offset(location.getCharOffset());
    }

    private int offset(long target) {
        String text = file.text();
        while (codePoints < target && offset < text.length()) {
            offset = text.offsetByCodePoints(offset, 1);
            codePoints++;
        }
        while (codePoints > target && offset > 0) {
            offset = text.offsetByCodePoints(offset, -1);
            codePoints--;
        }
        return offset;
    }

    private YamlSyntaxException fault(JacksonException e) {
        if (e.getCause() instanceof MarkedYamlEngineException marked) {
            String context = marked.getContext() == null ? "" : marked.getContext() + ": ";
            long at = marked.getProblemMark()
                    .or(marked::getContextMark)
                    .map(Mark::getIndex)
                    .orElse(0);
            return new YamlSyntaxException(context + marked.getProblem(), offset(at));
        }
        if (e.getCause() instanceof ReaderException unreadable) {
            String what = String.format(Locale.ROOT, "character U+%04X is not allowed", unreadable.getCodePoint());
            return new YamlSyntaxException(what, offset(unreadable.getPosition()));
        }
        return new YamlSyntaxException(e.getOriginalMessage(), start());
    }
}
