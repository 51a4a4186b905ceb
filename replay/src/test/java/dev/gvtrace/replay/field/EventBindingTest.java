// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.FieldDefinition.Argument;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.state.EventContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, arguments, error texts. */
class EventBindingTest {
    private static Map<String, String> names() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(EventBindingTest.class.getResourceAsStream("names.txt"))) {
            for (String line : new String(in.readAllBytes(), ISO_8859_1).split("\n")) {
                if (!line.startsWith("#")) {
                    String type = line.substring(0, line.indexOf(':'));
                    for (String name : line.substring(type.length() + 2).split(" ")) {
                        all.put(name, type);
                    }
                }
            }
        }
        return all;
    }

    private static Field<EventContext> field(String text) throws FieldException {
        int bracket = text.indexOf('[');
        return bracket < 0
                ? Installed.binding().resolve(text, null)
                : Installed.binding()
                        .resolve(text.substring(0, bracket), text.substring(bracket + 1, text.length() - 1));
    }

    @Test
    void resolvesEveryFieldOfTheReferenceWithItsType() throws Exception {
        Map<String, String> expected = names();
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : expected.keySet()) {
            Field<EventContext> field = field(name);
            String type = field.typeName();
            found.put(name, type.equals("ERRNO") ? "INT64" : type.startsWith("CHARBUF (") ? "LIST" : type);
            assertThat(field.text()).isEqualTo(name);
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void hasNoFieldThatTheReferenceLacks() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (String name : names().keySet()) {
            expected.add(field(name).definition().name());
        }
        Set<String> found = new TreeSet<>();
        EventBinding.of(List.of()).all().forEach(definition -> found.add(definition.name()));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void givesTheExtractorThatTheTypeAsksFor() throws Exception {
        for (String name : names().keySet()) {
            Field<EventContext> field = field(name);
            Class<?> kind = switch (field.type()) {
                case TEXT, PATH, BUFFER, OPAQUE -> Extractor.OfText.class;
                case DECIMAL -> Extractor.OfDecimal.class;
                case ADDRESS, NETWORK -> Extractor.OfAddress.class;
                case TEXT_LIST -> Extractor.OfTexts.class;
                default -> Extractor.OfNumber.class;
            };
            Extractor<EventContext> extractor = field.extractor();
            if (extractor instanceof Extractor.OfAny<EventContext> any) {
                extractor = any.at(0);
            }
            assertThat(extractor).as(name).isInstanceOf(kind);
            Field<EventContext> printed = Installed.binding()
                    .resolveForOutput(name.replaceFirst("\\[.*", ""), name.contains("[") ? field.argument() : null);
            assertThat(printed.extractor()).as(name).isInstanceOf(kind);
        }
    }

    @Test
    void describesEachFieldInASentence() {
        assertThat(Installed.binding().all())
                .allSatisfy(definition -> assertThat(definition.description())
                        .hasSizeBetween(9, 140)
                        .endsWith("."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proc.nmae||filter_check called with nonexistent field proc.nmae",
                "proc.name|2|filter_check called with nonexistent field proc.name[2]",
                "proc.aname|x|filter_check called with nonexistent field proc.aname[x]",
                "proc.aname|1.5|filter_check called with nonexistent field proc.aname[1.5]",
                "proc.aname|-|filter_check called with nonexistent field proc.aname[-]",
                "fd.types|a|filter_check called with nonexistent field fd.types[a]",
                "evt.arg.fd|0|filter_check called with nonexistent field evt.arg.fd[0]",
                "evt.arg||filter syntax error: evt.arg",
                "evt.rawarg||filter syntax error: evt.rawarg",
                "evt.rawarg|0|filter syntax error: evt.rawarg[0]",
                "evt.type.is||filter syntax error: evt.type.is",
                "thread.cgroup||filter syntax error: thread.cgroup",
                "container.label||filter 'container.label': container.label requires an argument but none provided",
                "k8s.pod.label.role||filter 'k8s.pod.label.role': k8s.pod.label requires an argument but none provided",
                "container.id|3|filter 'container.id[3]': container.id does not allow nor require an argument but one is provided: 3",
                "container.mount||filter 'container.mount': container.mount requires an argument but none provided",
                "evt.around||filter syntax error: evt.around",
                "evt.arg|a|a is not a valid number",
                "evt.around|a|a is not a valid number",
                "evt.arg.nope||unknown event argument nope",
                "evt.rawarg.nope||unknown event argument nope",
                "evt.type.is.nope||unknown event type nope",
                "gvisor.raw.arg|6|filter_check called with nonexistent field gvisor.raw.arg[6]",
                "gvisor.raw.arg|-1|filter_check called with nonexistent field gvisor.raw.arg[-1]"
            })
    void refusesWithTheWordsOfFalco(String name, String argument, String message) {
        assertThatThrownBy(() -> Installed.binding().resolve(name, argument))
                .isInstanceOf(FieldException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proc.name|proc.name",
                "proc.names|proc.name",
                "proc.name[2]|proc.name",
                "proc.cmdline.|proc.cmdline",
                "proc.cmdline. x|proc.cmdline",
                "proc.aname[2]!|proc.aname[2]",
                "proc.aname|proc.aname",
                "proc.aname[2|proc.aname",
                "proc.args[x] y|proc.args",
                "fd.types[]|fd.types",
                "proc.aname[-1] y|proc.aname[-1]",
                "proc.env[PATH|proc.env",
                "proc.env[\"A]B\"] x|proc.env[\"A]B\"]",
                "evt.arg.flags|evt.arg.flags",
                "evt.arg.flagsx|evt.arg.flags",
                "evt.arg[0])|evt.arg[0]",
                "evt.time.iso8601 |evt.time.iso8601",
                "evt.time.isox|evt.time",
                "fd.sip.name)|fd.sip.name",
                "container.mount.dest[/etc]|container.mount.dest[/etc]"
            })
    void findsTheLongestFieldInAnOutput(String row) {
        int split = row.indexOf('|', row.length() / 2 - 6);
        String text = "<" + row.substring(0, split);
        String expected = row.substring(split + 1);
        int end = Installed.binding().longestMatch(text, 1);
        assertThat(text.substring(1, end)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " proc.name", "nope", "proc.", "evt.arg", "evt.arg.", "evt.arg.zzz"})
    void findsNoFieldWhereNoneStands(String text) {
        assertThat(Installed.binding().longestMatch(text, 0)).isEqualTo(-1);
    }

    @Test
    void makesAFieldWithStateAnewForEachUse() throws Exception {
        assertThat(field("util.cnt").extractor()).isNotSameAs(field("util.cnt").extractor());
        assertThat(Installed.binding().find("util.cnt"))
                .satisfies(found ->
                        assertThat(found.is(FieldDefinition.Flag.STATEFUL)).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "size,UNSIGNED,32",
        "uid,UNSIGNED,32",
        "pgid,SIGNED,64",
        "flags,UNSIGNED,32",
        "cap_inheritable,UNSIGNED,64",
        "exe_ino_ctime,ABSOLUTE_TIME,64",
        "fd,SIGNED,64",
        "name,PATH,0",
        "exe,TEXT,0",
        "data,BUFFER,0",
        "addr,OPAQUE,0",
        "ruid,OPAQUE,0",
        "loginuid,OPAQUE,0",
        "val,OPAQUE,0",
        "arg2,OPAQUE,0"
    })
    void typesRawArgumentsByTheirFirstEvent(String name, FieldType type, int bits) throws Exception {
        Field<EventContext> field = field("evt.rawarg." + name);
        assertThat(field.type()).isEqualTo(type);
        assertThat(field.bits()).isEqualTo(bits);
    }

    @Test
    void namesTheTypeOfWhatCannotBeCompared() throws Exception {
        assertThat(field("evt.rawarg.addr").typeName()).isEqualTo("SOCKADDR");
        assertThat(field("evt.rawarg.tuple").typeName()).isEqualTo("SOCKTUPLE");
    }

    @Test
    void readsEveryParameterOfEveryEvent() throws Exception {
        for (var type : EventTypes.all()) {
            EventArgument[] all = EventArgument.of(type);
            assertThat(all).hasSameSizeAs(type.parameters());
            for (EventArgument argument : all) {
                Parameter parameter = argument.parameter();
                assertThat(argument.value() instanceof Extractor.OfNumber<EventContext>)
                        .as(type + "." + parameter.name())
                        .isEqualTo(EventArgument.isNumber(parameter.kind()));
                field("evt.arg." + parameter.name());
                field("evt.rawarg." + parameter.name());
            }
        }
    }

    /** A provider of fields without argument. */
    private record Provider(String name, FieldDefinition... fields) implements FieldProvider {
        @Override
        public List<FieldDefinition> definitions() {
            return List.of(fields);
        }

        @Override
        public Extractor<EventContext> extractor(FieldDefinition definition, @Nullable String argument) {
            return Extractors.text(definition.name() + argument);
        }
    }

    private static FieldDefinition plain(String name) {
        return FieldDefinition.plain(name, FieldType.TEXT, "One.");
    }

    @Test
    void takesFieldsOfProviders() throws Exception {
        EventBinding binding = EventBinding.of(List.of(
                new Provider("a", plain("proc.color")),
                new Provider(
                        "b",
                        new FieldDefinition(
                                "my.text", FieldType.TEXT, 0, Argument.OPTIONAL_KEY, Set.of(), "Another."))));
        assertThat(binding.all()).hasSize(EventBinding.of(List.of()).all().size() + 2);
        assertThat(binding.find("my.text")).isNotNull();
        assertThat(binding.resolve("proc.color", null).typeName()).isEqualTo("CHARBUF");
        assertThat(binding.resolve("my.text", "k").text()).isEqualTo("my.text[k]");
        assertThat(binding.longestMatch("my.text[k].", 0)).isEqualTo("my.text[k]".length());
        assertThat(binding.inBrackets("my.text.k")).isEqualTo("my.text[k]");
        assertThatThrownBy(() -> binding.resolve("proc.color", "k"))
                .isInstanceOf(FieldException.class)
                .hasMessage("filter_check called with nonexistent field proc.color[k]");
        assertThatThrownBy(() -> EventBinding.of(List.of()).resolve("proc.color", null))
                .isInstanceOf(FieldException.class);
    }

    @Test
    void namesBothSourcesOfAFieldThatIsDefinedTwice() {
        Provider first = new Provider("first", plain("my.text"));
        Provider second = new Provider("second", plain("my.text"));
        assertThatThrownBy(() -> EventBinding.of(List.of(first, second)))
                .isInstanceOf(ProviderException.class)
                .hasMessage("field 'my.text' is defined twice: by first (" + Provider.class.getName()
                        + ") and by second (" + Provider.class.getName() + "): expected another name");
        assertThatThrownBy(() -> EventBinding.of(List.of(new Provider("late", plain("proc.name")))))
                .isInstanceOf(ProviderException.class)
                .hasMessage("field 'proc.name' is defined twice: by gvtrace and by late (" + Provider.class.getName()
                        + "): expected another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"color", "my.", "my..text", "my.text text", "1.text", "evt.arg.color", "thread.cgroup.x"})
    void refusesNamesThatNoConditionCanHave(String name) {
        assertThatThrownBy(() -> EventBinding.of(List.of(new Provider("a", plain(name)))))
                .isInstanceOf(ProviderException.class)
                .hasMessage("invalid field '" + name + "' of a (" + Provider.class.getName()
                        + "): expected words joined by dots, and an argument in brackets if any");
    }
}
