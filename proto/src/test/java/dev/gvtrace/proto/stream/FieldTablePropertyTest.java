// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class FieldTablePropertyTest {
    /** One field of the wire: a number if it has no bytes. */
    record Item(int field, long number, byte[] bytes, boolean isNumber) {}

    @Provide
    Arbitrary<List<Item>> items() {
        Arbitrary<Integer> fields = Arbitraries.oneOf(Arbitraries.integers().between(1, 40), Arbitraries.just(3));
        return Combinators.combine(
                        fields,
                        Arbitraries.longs(),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
                        Arbitraries.of(true, false))
                .as(Item::new)
                .list()
                .ofMaxSize(30);
    }

    @Property(tries = 300)
    void findsWhatProtobufWrote(@ForAll("items") List<Item> items) {
        byte[] bytes = encode(items);
        FieldTable table = new FieldTable();
        assertThat(table.scan(bytes, 0, bytes.length)).isTrue();
        for (int field = 1; field <= FieldTable.MAX_FIELD; field++) {
            int wanted = field;
            List<Long> numbers = items.stream()
                    .filter(i -> i.field == wanted && i.isNumber)
                    .map(Item::number)
                    .toList();
            List<ByteString> slices = items.stream()
                    .filter(i -> i.field == wanted && !i.isNumber)
                    .map(i -> ByteString.copyFrom(i.bytes))
                    .toList();
            assertThat(table.hasNumber(field)).isEqualTo(!numbers.isEmpty());
            assertThat(table.number(field)).isEqualTo(numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1));
            assertThat(table.count(field)).isEqualTo(slices.size());
            assertThat(walk(table, field)).isEqualTo(slices);
        }
    }

    @Property(tries = 500)
    void survivesAnyBytes(@ForAll @Size(max = 80) byte[] bytes) {
        FieldTable table = new FieldTable();
        boolean good = table.scan(bytes, 0, bytes.length);
        assertThat(table.faultOffset() >= 0).isEqualTo(!good);
        for (int field = 1; field <= FieldTable.MAX_FIELD; field++) {
            assertThat(walk(table, field)).hasSize(table.count(field));
        }
    }

    private static byte[] encode(List<Item> items) {
        ByteString.Output out = ByteString.newOutput();
        for (Item item : items) {
            UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
            if (item.isNumber) {
                field.addVarint(item.number);
            } else {
                field.addLengthDelimited(ByteString.copyFrom(item.bytes));
            }
            byte[] one = UnknownFieldSet.newBuilder()
                    .addField(item.field, field.build())
                    .build()
                    .toByteArray();
            out.write(one, 0, one.length);
        }
        return out.toByteString().toByteArray();
    }

    private static List<ByteString> walk(FieldTable table, int field) {
        List<ByteString> found = new ArrayList<>();
        for (int at = table.nextOffset(field, 0); at >= 0; at = table.nextOffset(field, at + table.lastLength())) {
            found.add(ByteString.copyFrom(table.buffer(), at, table.lastLength()));
        }
        return found;
    }
}
