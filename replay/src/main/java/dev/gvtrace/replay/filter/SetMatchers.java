// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.ConstantList;
import dev.gvtrace.replay.filter.ast.ConstantSet;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Position;
import dev.gvtrace.replay.filter.match.NetworkSet;
import dev.gvtrace.replay.filter.match.PathTrie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Matchers for the values of a {@link ConstantSet}, created once for each type of field and shared by all checks. Not
 * thread-safe while conditions are compiled; the matchers are immutable.
 */
final class SetMatchers {
    /** How a field reads numbers. */
    private record NumberKind(FieldType type, int bits) {}

    private final ConstantSet set;
    private final List<String> texts;
    private final boolean plain;
    private final Map<NumberKind, NumberMatcher> numbers = new HashMap<>();
    private final Map<FieldType, AddressMatcher> addresses = new HashMap<>();
    private TextMatcher.@Nullable In whole;
    private TextMatcher.@Nullable PathMatch paths;
    private final Map<Binding<?>, List<Operand.Constant>> misused = new IdentityHashMap<>();

    private SetMatchers(ConstantSet set) {
        this.set = set;
        this.texts = set.texts();
        this.plain = texts.stream().allMatch(Constants::isPlain);
    }

    static SetMatchers of(ConstantSet set) {
        return set.derived(SetMatchers.class, SetMatchers::new);
    }

    /** True if no value in the sets of the list is too long or not a text. */
    static boolean isPlain(ConstantList list) {
        return list.sets().stream().allMatch(set -> of(set).plain);
    }

    /** The values as numbers; null if one of them is not a number. */
    @Nullable
    NumberMatcher numbers(TypedOperand left, int bits) {
        NumberKind kind = new NumberKind(left.type(), bits);
        if (!numbers.containsKey(kind)) {
            List<CheckError> errors = new ArrayList<>();
            List<Long> values = new ArrayList<>(texts.size());
            for (int i = 0; i < texts.size() && errors.isEmpty(); i++) {
                try {
                    values.add(Constants.number(set.constant(i, Position.START), left, bits));
                } catch (CheckError e) {
                    errors.add(e);
                }
            }
            numbers.put(kind, errors.isEmpty() ? new NumberMatcher.Among(values) : null);
        }
        return numbers.get(kind);
    }

    /** The values as addresses or networks; null if one of them is invalid. */
    @Nullable
    AddressMatcher addresses(TypedOperand left) {
        if (!addresses.containsKey(left.type())) {
            List<CheckError> errors = new ArrayList<>();
            NetworkSet.Builder networks = new NetworkSet.Builder();
            for (int i = 0; i < texts.size() && errors.isEmpty(); i++) {
                try {
                    networks.add(Constants.network(set.constant(i, Position.START), left));
                } catch (CheckError e) {
                    errors.add(e);
                }
            }
            addresses.put(left.type(), errors.isEmpty() ? new AddressMatcher.WithinAny(networks.build()) : null);
        }
        return addresses.get(left.type());
    }

    /** The values as whole texts. */
    TextMatcher.In whole() {
        if (whole == null) {
            whole = new TextMatcher.In(texts);
        }
        return whole;
    }

    /** The values as beginnings of paths. */
    TextMatcher.PathMatch paths() {
        if (paths == null) {
            paths = new TextMatcher.PathMatch(new PathTrie(texts));
        }
        return paths;
    }

    /** The values that look like a field of a binding or a transformer. */
    List<Operand.Constant> misused(Binding<?> binding) {
        return misused.computeIfAbsent(binding, key -> {
            List<Operand.Constant> found = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                Operand.Constant constant = set.constant(i, Position.START);
                if (FilterChecker.isMisused(constant, binding)) {
                    found.add(constant);
                }
            }
            return List.copyOf(found);
        });
    }
}
