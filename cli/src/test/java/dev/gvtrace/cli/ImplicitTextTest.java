// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A text becomes a string by a method whose name has the form: {@link Text#display} where people read, {@link
 * Text#decoded}, {@code EscapedText.of} for messages, which are escaped when they are printed. An implicit conversion
 * escapes, and in a message it would be escaped again.
 */
class ImplicitTextTest {
    @Test
    void noTextBecomesAStringImplicitly() {
        assertThat(inAll(Text.class)).isEmpty();
    }

    /** The JVM's own form of a path depends on the locale, and loses what is not UTF-8. */
    @Test
    void noPathBecomesAStringOfTheLocale() {
        assertThat(inAll(Path.class, File.class))
                .as("FileNames makes the text of a path; FileErrors compares with the JVM's own messages")
                .isNotEmpty()
                .allMatch(where -> where.startsWith(FileNames.class.getName() + ".")
                        || where.startsWith(FileErrors.class.getName() + "."));
    }

    private static List<String> inAll(Class<?>... types) {
        List<String> found = new ArrayList<>();
        int classes = 0;
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.gvtrace")) {
            if (!each.getPackageName().equals("dev.gvtrace.proto.schema")) {
                classes++;
                found.addAll(in(each, types));
            }
        }
        assertThat(classes).as("classes seen; an empty import may not pass").isGreaterThan(50);
        return found;
    }

    @Test
    void eachFormOfItIsFound() {
        List<String> found = in(new ClassFileImporter().importClass(Wrong.class), Text.class);
        assertThat(found.stream().map(where -> where.replaceAll("^.*Wrong\\.(lambda.)?(\\w+?)(\\$\\d+)? .*$", "$2")))
                .containsOnly(Stream.of(Wrong.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(method -> method.getName())
                        .toArray(String[]::new));
    }

    @Test
    void whatIsNamedIsNotFound() {
        assertThat(in(new ClassFileImporter().importClass(Right.class), Text.class))
                .isEmpty();
    }

    private static List<String> in(JavaClass each, Class<?>... types) {
        try (InputStream file = each.getSource().orElseThrow().getUri().toURL().openStream()) {
            return ImplicitText.in(file, types);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Right(Text text) {
        String named() {
            return "a" + text.display() + 1 + text.decoded() + String.format("%s", text.length());
        }
    }

    /** One form in each method. */
    @SuppressWarnings("unused")
    private static final class Wrong {
        private Text field = Text.EMPTY;

        String concatenationOfAParameter(Text text) {
            return "a" + text;
        }

        String concatenationOfAField() {
            return field + "a" + 1;
        }

        String concatenationOfAVariable() {
            Text text = Text.ofUtf8("a");
            return 1 + "a" + text + "b";
        }

        String concatenationOfAResult() {
            return "a" + Text.ofUtf8("a");
        }

        String concatenationOfAnElement(List<Text> texts) {
            return "a" + texts.get(0);
        }

        String concatenationOfAChoice(boolean first, Text text) {
            return "a" + (first ? text : null);
        }

        String concatenationInALoop(List<Text> texts) {
            String all = "";
            for (Text text : texts) {
                all += text;
            }
            return all;
        }

        String concatenationInALambda(List<Text> texts) {
            return texts.stream().map(text -> "a" + text).findFirst().orElseThrow();
        }

        String toStringCalled(Text text) {
            return text.toString();
        }

        Stream<String> toStringReferred(List<Text> texts) {
            return texts.stream().map(Text::toString);
        }

        Stream<String> toStringOfObjectReferred(List<Text> texts) {
            return texts.stream().map(Object::toString);
        }

        Stream<String> valueOfReferred(List<Text> texts) {
            return texts.stream().map(String::valueOf);
        }

        String valueOf(Text text) {
            return String.valueOf(text);
        }

        String toStringOfObjects(Text text) {
            return Objects.toString(text);
        }

        BiFunction<StringBuilder, Text, StringBuilder> appendReferred() {
            return StringBuilder::append;
        }

        StringBuilder append(Text text) {
            return new StringBuilder().append(text);
        }

        String format(Text text) {
            return String.format("%s %s", 1, text);
        }

        String formatted(Text text) {
            return "%s".formatted(text);
        }
    }
}
