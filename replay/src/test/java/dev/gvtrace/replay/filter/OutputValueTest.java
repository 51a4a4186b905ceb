// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How values of every type look in outputs, in alerts' JSON, and in explanations (rule language reference 6.2). */
class OutputValueTest {
    @Test
    void printsEveryType() throws FieldException {
        List<String> wrong = new ArrayList<>();
        for (String row : """
                proc.name=cat | cat | cat:S
                proc.name= |  | :S
                proc.name=? | <NA> | null
                evt.rawres=#-5 | -5 | -5:L
                evt.rawres=? | <NA> | null
                proc.cmdnargs=#18446744073709551615 | 18446744073709551615 | 18446744073709551615:B
                proc.cmdnargs=#9223372036854775807 | 9223372036854775807 | 9223372036854775807:L
                proc.cmdnargs=#0 | 0 | 0:L
                user.uid=#4294967295 | 4294967295 | 4294967295:L
                evt.failed=#1 | true | true:B
                evt.failed=#0 | false | false:B
                evt.failed=? | <NA> | null
                evt.rawtime.ns=#12345678 | 012345678 | 12345678:L
                evt.rawtime.ns=#123456789 | 123456789 | 123456789:L
                evt.rawtime.ns=#0 | 000000000 | 0:L
                evt.reltime=#1234567890 | 1234567890 | 1234567890:L
                proc.duration=#12 | 12 | 12:L
                fd.dev=#2049 | 801 | 801:S
                fd.dev=#2748 | ABC | ABC:S
                fd.sport=#443 | 443 | 443:L
                fd.sip=@10.0.0.1 | 10.0.0.1 | 10.0.0.1:S
                fd.sip=@2001:db8::1 | 2001:db8::1 | 2001:db8::1:S
                fd.sip=? | <NA> | null
                fd.snet=@10.0.0.1 | <NA> | null
                proc.fdusage=~0.25 | 0.2 | 0.25:D
                proc.fdusage=~0.75 | 0.8 | 0.75:D
                proc.fdusage=~-3 | -3.0 | -3.0:D
                proc.fdusage=~Infinity | inf | Infinity:D
                proc.fdusage=~-Infinity | -inf | -Infinity:D
                proc.fdusage=? | <NA> | null
                fd.types=[file,pipe | (file,pipe) | [file, pipe]:L
                fd.types=[ | () | []:L
                fd.types=? | <NA> | null
                evt.buffer=a_~\u007f\u001f\u00ffz | a ~...z | a ~...z:S
                evt.buffer= | NULL | NULL:S
                evt.buffer=? | <NA> | null
                """.split("\n")) {
            String[] cells = row.split(" \\|( |$)", -1);
            Printed printed = print(cells[0]);
            if (!printed.output().equals(cells[1]) || !printed.json().equals(cells[2])) {
                wrong.add(cells[0] + " | " + printed.output() + " | " + printed.json());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private record Printed(String output, String json) {}

    private static Printed print(String fact) throws FieldException {
        String name = fact.substring(0, fact.indexOf('='));
        Map<String, Object> values = fact.endsWith("=?") ? Map.of() : TruthTableTest.facts(fact);
        StubBinding binding = new StubBinding(known -> TruthTableTest.stub(known, values));
        ValueReaders readers = ValueReaders.remembering(binding);
        Field<Object> field = readers.binding().resolve(name, null);
        ValueReader source = readers.of(field);
        Evaluation<EventContext> evaluation = new Evaluation<>(readers.sizes());
        evaluation.start(TruthTableTest.anyEvent());
        String output = OutputValue.print(field, source, evaluation);
        Object json =
                OutputValue.json(field, source, evaluation, readers.binding().event());
        String kind = json == null ? "" : ":" + json.getClass().getSimpleName().charAt(0);
        return new Printed(output == null ? "<NA>" : output, json + kind);
    }
}
