// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.schema.Chdir;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.decode.DecodeOptions;
import dev.gvtrace.replay.decode.EventDecoder;
import dev.gvtrace.replay.decode.EventListener;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.StateBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The truth table of the rule language over values as Falco's own library had them. */
class TruthTableTest {
    record Row(String number, String facts, String verdict, String condition) {}

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(TruthTableTest.class.getResourceAsStream("truth-table.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ", 4);
                    rows.add(new Row(words[0], words[1].replace("+", ""), words[2], words[3]));
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void hasTheVerdictOfTheReference(Row row) {
        Map<String, Object> values = values(row.facts());
        EventType type = Objects.requireNonNull(EventTypes.byName(types(row.facts())));
        FilterCompiler<EventContext> compiler = new FilterCompiler<>(new StubBinding(field -> stub(field, values)));

        assertThat(verdict(compiler, row.condition(), type)).isEqualTo(row.verdict());
    }

    static String verdict(FilterCompiler<EventContext> compiler, String condition, EventType type) {
        try {
            return verdict(compiler, FilterParser.parse(condition), type);
        } catch (FilterException refused) {
            return "E";
        }
    }

    static String verdict(FilterCompiler<EventContext> compiler, Expr condition, EventType type) {
        try {
            CompiledFilter<EventContext> filter = compiler.compile(condition);
            FilterProgram<EventContext> program = compiler.link(type, List.of(filter));
            Evaluation<EventContext> evaluation = compiler.newEvaluation();
            evaluation.start(anyEvent());
            return program.next(evaluation, 0) == 0 ? "T" : "F";
        } catch (IllegalArgumentException refused) {
            return "E";
        }
    }

    static EventContext anyEvent() {
        List<EventContext> events = new ArrayList<>();
        StateBuilder builder = new StateBuilder(new SandboxState(0));
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, new EventListener() {
            @Override
            public void lost(long count) {}

            @Override
            public void message(Message message) {}

            @Override
            public void event(Event event) {
                events.add(builder.apply(event));
            }
        });
        byte[] packet = Packets.of(Chdir.newBuilder()
                .setExit(dev.gvtrace.proto.schema.Exit.newBuilder().setResult(0))
                .setSysno(80)
                .setPathname("/")
                .build());
        decoder.packet(packet, 0, packet.length, 0);
        decoder.end();
        return events.get(0);
    }

    private static String types(String facts) {
        return switch (facts) {
            case "E" -> "execve";
            case "O", "OF" -> "open";
            case "AF" -> "openat";
            case "R", "RE", "RU", "B" -> "read";
            case "S" -> "socket";
            case "C4", "C6", "CU" -> "connect";
            case "U" -> "setuid";
            case "G" -> "sync";
            case "X" -> "procexit";
            default -> "container";
        };
    }

    private static Map<String, Object> values(String facts) {
        Map<String, Object> values = new HashMap<>();
        String process = "proc.name=cat proc.pname=bash proc.exepath=/usr/bin/cat proc.pid=#3 proc.ppid=#2"
                + " proc.is_exe_writable=#1 proc.aname=*bash,init proc.aname[0]=cat proc.apid=*#2,#1 proc.apid[1]=#2"
                + " proc.args=-n_/etc/passwd proc.args[0]=-n proc.args[5]= proc.env[NOPE]= proc.env[SP]=a_b user.uid=#1000"
                + " evt.dir=<";
        put(values, process);
        put(
                values,
                switch (facts) {
                    case "E" ->
                        "evt.arg.res=0 evt.res=SUCCESS evt.rawarg.res=#0 evt.rawarg.exe=/usr/bin/cat evt.arg.pid=cat"
                                + " evt.rawarg.pid=#3";
                    case "O" ->
                        "fd.name=/etc/Passwd.txt fd.directory=/etc fd.filename=Passwd.txt evt.is_open_read=#1"
                                + " evt.is_open_write=#1 evt.is_open_exec=#1 evt.is_open_create=#0 fd.l4proto=<NA> evt.rawarg.mode=#493"
                                + " evt.arg.mode=0755 fd.types=[file fd.ip=? fd.port=? fd.net=? fd.sip.name=?";
                    case "OF" ->
                        "fd.num=#-1 evt.arg.fd=ENOENT fd.typechar=o fd.name=/root/rel/missing evt.is_open_read=#1";
                    case "AF" -> "fd.num=#-1 fd.typechar=f fd.name=/root/sub/file.sh";
                    case "R" -> "evt.buffer=he\0loxx evt.io_dir=read evt.arg.data=he.lo..";
                    case "RE" -> "evt.buffer= evt.arg.data=NULL";
                    case "B" -> "evt.buffer=aGVsbG8= evt.arg.data=aGVsbG8=";
                    case "RU" -> "fd.name= fd.directory=/";
                    case "S" -> "fd.name= fd.ip=*@0.0.0.0,@0.0.0.0";
                    case "C4" ->
                        "fd.ip=*@172.40.111.222,@142.251.111.147 fd.net=*@172.40.111.222,@142.251.111.147"
                                + " fd.sip=@142.251.111.147 fd.snet=@142.251.111.147 fd.port=*#54321,#443 fd.proto=*#54321,#443"
                                + " fd.sport=#443 fd.sproto=443";
                    case "C6" -> "fd.sip=@2001:4860:4860::8888 fd.snet=@2001:4860:4860::8888 fd.l4proto=udp";
                    case "CU" -> "fd.name=0->0_/tmp/socket.sock fd.sockfamily=unix";
                    case "U" -> "evt.arg.uid=root evt.rawarg.uid=#0 user.uid=#0";
                    case "G" -> "evt.args=";
                    default -> "";
                });
        if (facts.equals("X") || facts.equals("A")) {
            values.put("evt.dir", ">");
        }
        if (facts.equals("A")) {
            values.remove("proc.name");
        }
        return values;
    }

    /** The verdict over facts as rows have them, F if the event's type rules it out. */
    static String verdict(String facts, String condition) {
        Map<String, Object> values = facts(facts);
        EventType type = Objects.requireNonNull(EventTypes.byName("connect"));
        return verdict(new FilterCompiler<>(new StubBinding(field -> stub(field, values))), condition, type);
    }

    static Map<String, Object> facts(String text) {
        Map<String, Object> values = new HashMap<>();
        put(values, text);
        return values;
    }

    private static void put(Map<String, Object> values, String text) {
        for (String pair : text.isEmpty() ? new String[0] : text.split(" ")) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), value(pair.substring(equals + 1)));
        }
    }

    /** #N a number, ~N one with a fraction, @A an address, *V,V several values, [V,V a list, else a text. */
    private static Object value(String text) {
        if (text.startsWith("#")) {
            return Long.parseUnsignedLong(text.substring(1).replace("-", "")) * (text.charAt(1) == '-' ? -1 : 1);
        }
        if (text.startsWith("~")) {
            return Double.valueOf(text.substring(1));
        }
        if (text.startsWith("@")) {
            String address = text.substring(1);
            return Objects.requireNonNull(
                    address.indexOf('.') >= 0 ? Network.parseIpv4(address) : Network.parseIpv6(address));
        }
        if (text.startsWith("*")) {
            List<Object> several = new ArrayList<>();
            for (String each : text.substring(1).split(",")) {
                several.add(value(each));
            }
            return several;
        }
        if (text.startsWith("[")) {
            return text.length() == 1 ? new String[0] : text.substring(1).split(",", -1);
        }
        return text.replace('_', ' ');
    }

    /** The field with a value that is always the same. */
    static Field<EventContext> stub(Field<EventContext> field, Map<String, Object> values) {
        Object value = values.get(field.text());
        Extractor<EventContext> extractor = field.extractor() instanceof Extractor.OfAny<EventContext> any
                ? several(any, value instanceof List<?> list ? list : List.of(), value != null)
                : field.type() == FieldType.TEXT_LIST
                        ? (Extractor.OfTexts<EventContext>)
                                event -> value instanceof String[] texts ? List.of(texts) : null
                        : single(field.type(), value);
        return field.with(extractor);
    }

    private static Extractor<EventContext> single(FieldType type, Object value) {
        return switch (type) {
            case TEXT, PATH, BUFFER, OPAQUE, TEXT_LIST -> (Extractor.OfText<EventContext>) event -> (String) value;
            case DECIMAL ->
                (Extractor.OfDecimal<EventContext>)
                        event -> value == null ? Double.NaN : ((Number) value).doubleValue();
            case ADDRESS, NETWORK -> (Extractor.OfAddress<EventContext>) event -> (byte[]) value;
            default ->
                (Extractor.OfNumber<EventContext>) (event, out) -> {
                    out.value = value == null ? 0 : (Long) value;
                    return value != null;
                };
        };
    }

    private static Extractor<EventContext> several(Extractor.OfAny<EventContext> real, List<?> values, boolean exists) {
        return switch (real.form()) {
            case TEXT -> new SeveralTexts(real, values, exists);
            case NUMBER -> new SeveralNumbers(real, values, exists);
            case ADDRESS -> new SeveralAddresses(real, values, exists);
            case DECIMAL, TEXTS -> throw new IllegalArgumentException(real.form() + ": no field has several of these");
        };
    }

    private abstract static class Several {
        private final Extractor.OfAny<EventContext> real;
        private final List<?> values;
        private final boolean exists;

        Several(Extractor.OfAny<EventContext> real, List<?> values, boolean exists) {
            this.real = real;
            this.values = values;
            this.exists = exists;
        }

        Extractor<EventContext> one(int index, FieldType type) {
            return single(type, values.get(index));
        }

        public int count(EventContext event) {
            return values.size();
        }

        public boolean exists(EventContext event) {
            return exists;
        }

        public boolean unequalMeansAll() {
            return real.unequalMeansAll();
        }
    }

    private static final class SeveralTexts extends Several implements Extractor.OfAnyText<EventContext> {
        SeveralTexts(Extractor.OfAny<EventContext> real, List<?> values, boolean exists) {
            super(real, values, exists);
        }

        @Override
        public Extractor.OfText<EventContext> at(int index) {
            return (Extractor.OfText<EventContext>) one(index, FieldType.TEXT);
        }
    }

    private static final class SeveralNumbers extends Several implements Extractor.OfAnyNumber<EventContext> {
        SeveralNumbers(Extractor.OfAny<EventContext> real, List<?> values, boolean exists) {
            super(real, values, exists);
        }

        @Override
        public Extractor.OfNumber<EventContext> at(int index) {
            return (Extractor.OfNumber<EventContext>) one(index, FieldType.SIGNED);
        }
    }

    private static final class SeveralAddresses extends Several implements Extractor.OfAnyAddress<EventContext> {
        SeveralAddresses(Extractor.OfAny<EventContext> real, List<?> values, boolean exists) {
            super(real, values, exists);
        }

        @Override
        public Extractor.OfAddress<EventContext> at(int index) {
            return (Extractor.OfAddress<EventContext>) one(index, FieldType.ADDRESS);
        }
    }
}
