// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.FilterIssue.Code;
import dev.gvtrace.replay.filter.ast.ConstantList;
import dev.gvtrace.replay.filter.ast.ConstantSet;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.Modifier;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.filter.match.NetworkSet;
import dev.gvtrace.replay.filter.match.PathTrie;
import dev.gvtrace.replay.filter.match.TextSet;
import dev.gvtrace.text.Glob;
import dev.gvtrace.text.NearestName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compiles one check; operator, value and types have to match (rule language reference 3.1 to 3.9). Not thread-safe.
 */
final class CheckCompiler {
    /** A compiled check. {@code types} has the verdict for each event type if nothing else decides. */
    record Leaf(
            CompiledTest predicate,
            int cost,
            boolean stateful,
            @Nullable BitSet types) {}

    /** The maximum number of wrong values of a list that are reported; the others are usually wrong in the same way. */
    private static final int MAX_LIST_FAULTS = 20;

    private static final String SYSCALL_TYPE = "syscall.type";
    private static final String EVENT_TYPE = "evt.type";

    private final OperandCompiler operands;
    /** Null if subjects are not events; then no name is about event types. */
    private final @Nullable Function<Object, Event> event;

    CheckCompiler(ValueReaders readers) {
        this.operands = new OperandCompiler(readers);
        this.event = readers.binding().event();
    }

    /** Compiles a check. Errors of single values of a list are all collected; other errors end it. */
    @Nullable
    Leaf compile(Expr.Check check, List<CheckError> errors) {
        try {
            TypedOperand left = operands.compile(check.left());
            requireOperator(check, left);
            if (check.right() instanceof Operand.Call call) {
                return pair(check, left, call);
            }
            requireNoTransformedType(check);
            requireEquality(check, left);
            if (check.operator() == Operator.EXISTS) {
                return exists(check, left);
            }
            ConstantList list = ConstantList.of(check.right());
            Leaf shared = list == null ? null : shared(check, left, list);
            if (shared != null) {
                return shared;
            }
            int before = errors.size();
            List<Operand.Constant> constants = constants(check, left, errors);
            Leaf leaf = errors.size() > before ? null : withConstants(check, left, constants, errors);
            return errors.size() > before ? null : leaf;
        } catch (CheckError e) {
            errors.add(e);
            return null;
        }
    }

    private static Leaf leaf(ValueReader source, CompiledTest predicate, int cost) {
        return new Leaf(predicate, source.cost() + cost, source.stateful(), null);
    }

    private static Leaf never(TypedOperand left) {
        return new Leaf(CompiledTest.FALSE, 0, left.source().stateful(), null);
    }

    private Leaf exists(Expr.Check check, TypedOperand left) {
        Leaf leaf = leaf(left.source(), new CompiledTest.Exists(left.source()), 1);
        return typed(check, left, leaf, name -> true);
    }

    private Leaf withConstants(
            Expr.Check check, TypedOperand left, List<Operand.Constant> constants, List<CheckError> errors)
            throws CheckError {
        return left.source().accept(new ValueReader.Visitor<Leaf, CheckError>() {
            @Override
            public Leaf text(TextReader text) {
                TextMatcher test = textMatcher(check, constants, errors);
                return Quirks.neverInSet(left, check.operator())
                        ? never(left)
                        : typed(check, left, leaf(text, new CompiledTest.Text(text, test), test.cost()), test::test);
            }

            @Override
            public Leaf number(NumberReader number) {
                NumberMatcher test = numberMatcher(check, left, constants, errors);
                return Quirks.neverInSet(left, check.operator())
                        ? never(left)
                        : leaf(number, new CompiledTest.Numeric(number, test), 1);
            }

            @Override
            public Leaf decimal(DecimalReader decimal) throws CheckError {
                return leaf(decimal, CheckCompiler.decimal(check, left, decimal, constants), 2);
            }

            @Override
            public Leaf address(AddressReader address) {
                AddressMatcher test = addressMatcher(check, left, constants, errors);
                return leaf(address, new CompiledTest.Address(address, test), 3);
            }

            @Override
            public Leaf list(ListReader list) {
                TextSet set = new TextSet(texts(constants));
                return leaf(list, new CompiledTest.InSet(list, set, check.operator() == Operator.IN), 5);
            }

            @Override
            public Leaf any(AnyReader any) throws CheckError {
                return CheckCompiler.this.any(check, left, any, constants);
            }
        });
    }

    /** A check of a list whose values other checks share; null if each value has to be checked separately. */
    private @Nullable Leaf shared(Expr.Check check, TypedOperand left, ConstantList list) {
        Operator operator = check.operator();
        boolean among = operator.kind() == Operator.Kind.LIST
                || (operator.equality() && check.modifier() == Modifier.ANYOF && !left.any());
        if (!among
                || !SetMatchers.isPlain(list)
                || event != null && isEventType(check.left())
                || Quirks.onlyFirstValue(left, check) && left.any()) {
            return null;
        }
        if (Quirks.neverInSet(left, operator)) {
            return null;
        }
        List<CheckError> errors = new ArrayList<>();
        Expr.Check written = new Expr.Check(
                check.left(),
                operator,
                check.modifier(),
                new Operand.Values(List.copyOf(list.written()), check.position()),
                check.position());
        List<Operand.Constant> constants = constants(written, left, errors);
        Optional<Leaf> leaf = left.source().accept(new Sharing(check, written, left, list, constants, errors));
        return errors.isEmpty() ? leaf.orElse(null) : null;
    }

    /** Makes the leaf of a check of a list, by the kind of its reader; empty where no leaf can be shared. */
    private final class Sharing implements ValueReader.Visitor<Optional<Leaf>, RuntimeException> {
        private final Expr.Check check;
        private final Expr.Check written;
        private final TypedOperand left;
        private final ConstantList list;
        private final List<Operand.Constant> constants;
        private final List<CheckError> errors;

        Sharing(
                Expr.Check check,
                Expr.Check written,
                TypedOperand left,
                ConstantList list,
                List<Operand.Constant> constants,
                List<CheckError> errors) {
            this.check = check;
            this.written = written;
            this.left = left;
            this.list = list;
            this.constants = constants;
            this.errors = errors;
        }

        @Override
        public Optional<Leaf> text(TextReader text) {
            TextMatcher test = texts(written, list, constants, errors);
            return Optional.of(
                    typed(check, left, leaf(text, new CompiledTest.Text(text, test), test.cost()), test::test));
        }

        @Override
        public Optional<Leaf> number(NumberReader number) {
            NumberMatcher test = numbers(written, left, list, constants, errors);
            return test == null
                    ? Optional.empty()
                    : Optional.of(leaf(number, new CompiledTest.Numeric(number, test), 1));
        }

        @Override
        public Optional<Leaf> decimal(DecimalReader decimal) {
            return Optional.empty();
        }

        @Override
        public Optional<Leaf> address(AddressReader address) {
            AddressMatcher test = addresses(written, left, list, constants, errors);
            return test == null
                    ? Optional.empty()
                    : Optional.of(leaf(address, new CompiledTest.Address(address, test), 3));
        }

        @Override
        public Optional<Leaf> list(ListReader texts) {
            if (!list.written().isEmpty() || list.sets().size() != 1) {
                return Optional.empty();
            }
            TextSet set = SetMatchers.of(list.sets().get(0)).whole().set();
            return Optional.of(leaf(texts, new CompiledTest.InSet(texts, set, check.operator() == Operator.IN), 5));
        }

        @Override
        public Optional<Leaf> any(AnyReader any) {
            AnyTest test = switch (any.extractor().form()) {
                case TEXT -> AnyTest.of(any, texts(written, list, constants, errors), false);
                case NUMBER -> {
                    NumberMatcher numbers = numbers(written, left, list, constants, errors);
                    yield numbers == null ? null : AnyTest.of(any, numbers, false);
                }
                case ADDRESS -> {
                    AddressMatcher addresses = addresses(written, left, list, constants, errors);
                    yield addresses == null ? null : AnyTest.of(any, addresses, false);
                }
                case DECIMAL, TEXTS -> null;
            };
            return test == null ? Optional.empty() : Optional.of(leaf(any, test, 5));
        }
    }

    private static @Nullable NumberMatcher numbers(
            Expr.Check check,
            TypedOperand left,
            ConstantList list,
            List<Operand.Constant> written,
            List<CheckError> errors) {
        List<NumberMatcher> tests = new ArrayList<>();
        for (ConstantSet set : list.sets()) {
            NumberMatcher test = SetMatchers.of(set).numbers(left, bits(left));
            if (test == null) {
                return null;
            }
            tests.add(test);
        }
        if (!written.isEmpty()) {
            tests.add(numberMatcher(check, left, written, errors));
        }
        return tests.size() == 1 ? tests.get(0) : new NumberMatcher.Counted(Modifier.ANYOF, tests);
    }

    private static @Nullable AddressMatcher addresses(
            Expr.Check check,
            TypedOperand left,
            ConstantList list,
            List<Operand.Constant> written,
            List<CheckError> errors) {
        List<AddressMatcher> tests = new ArrayList<>();
        for (ConstantSet set : list.sets()) {
            AddressMatcher test = SetMatchers.of(set).addresses(left);
            if (test == null) {
                return null;
            }
            tests.add(test);
        }
        if (!written.isEmpty()) {
            tests.add(addressMatcher(check, left, written, errors));
        }
        return tests.size() == 1 ? tests.get(0) : new AddressMatcher.Counted(Modifier.ANYOF, tests);
    }

    private static TextMatcher texts(
            Expr.Check check, ConstantList list, List<Operand.Constant> written, List<CheckError> errors) {
        boolean paths = check.operator() == Operator.PMATCH;
        List<TextMatcher> tests = new ArrayList<>();
        for (ConstantSet set : list.sets()) {
            SetMatchers matchers = SetMatchers.of(set);
            tests.add(paths ? matchers.paths() : matchers.whole());
        }
        if (!written.isEmpty()) {
            tests.add(textMatcher(check, written, errors));
        }
        return tests.size() == 1 ? tests.get(0) : new TextMatcher.Counted(Modifier.ANYOF, tests);
    }

    /** The verdicts for all event types, if only the type decides. */
    private Leaf typed(Expr.Check check, TypedOperand left, Leaf leaf, Predicate<String> test) {
        if (event == null || !(check.left() instanceof Operand.FieldName name) || left.field() == null) {
            return leaf;
        }
        boolean calls = name.name().equals(SYSCALL_TYPE);
        if (!calls && !name.name().equals(EVENT_TYPE)) {
            return leaf;
        }
        BitSet types = new BitSet();
        for (EventType type : EventTypes.all()) {
            types.set(type.id(), (!calls || type.is(EventType.Trait.SYSCALL)) && test.test(type.name()));
        }
        return new Leaf(new CompiledTest.OfType(event, types.toLongArray()), 0, false, types);
    }

    private static List<String> texts(List<Operand.Constant> constants) {
        return constants.stream().map(Operand.Constant::text).toList();
    }

    private List<Operand.Constant> constants(Expr.Check check, TypedOperand left, List<CheckError> errors) {
        List<Operand.Constant> constants = new ArrayList<>();
        boolean type = event != null && isEventType(check.left());
        int enough = ConstantList.of(check.right()) == null ? Integer.MAX_VALUE : errors.size() + MAX_LIST_FAULTS;
        for (Operand.Constant constant : check.constants()) {
            constants.add(constant);
            if (errors.size() >= enough) {
                break;
            }
            try {
                Constants.check(constant, left);
                if (type) {
                    requireType(constant);
                }
            } catch (CheckError e) {
                errors.add(e);
            }
        }
        return constants;
    }

    /**
     * The type itself or the result of transformers with one operand: Falco reads the constant as a type in both cases.
     */
    private static boolean isEventType(Operand operand) {
        if (operand instanceof Operand.Call call && !call.transformer().several()) {
            return isEventType(call.arguments().get(0));
        }
        return operand instanceof Operand.FieldName name && name.name().equals(EVENT_TYPE);
    }

    /** True if the operand's value depends only on the event's type. */
    static boolean isOfEventType(Operand operand) {
        return isEventType(operand)
                || (operand instanceof Operand.FieldName name && name.name().equals(SYSCALL_TYPE));
    }

    private static void requireType(Operand.Constant constant) throws CheckError {
        String name = constant.text();
        if (!name.isEmpty() && !EventTypes.isName(name)) {
            throw new CheckError(
                    Code.UNKNOWN_EVENT_TYPE,
                    "unknown event type " + name,
                    constant.position(),
                    "an event type",
                    NearestName.of(
                            name, EventTypes.all().stream().map(EventType::name).toList()));
        }
    }

    private static void requireOperator(Expr.Check check, TypedOperand left) throws CheckError {
        Operator operator = check.operator();
        if (!left.accepts(operator)) {
            String modifier = check.modifier() == null ? "' operator not supported " : "' with modifier not supported ";
            throw new CheckError(
                    Code.WRONG_OPERATOR,
                    "filter error: '" + operator.text()
                            + (left.list()
                                    ? "' operator not supported list filters"
                                    : modifier + "for " + left.family()),
                    check.position(),
                    "one of " + allowed(left),
                    null);
        }
    }

    /** evt.around has a special comparison with a single operator. */
    private static void requireEquality(Expr.Check check, TypedOperand left) throws CheckError {
        Operator operator = check.operator();
        boolean around =
                left.field() != null && left.field().definition().name().equals("evt.around");
        if (around && !operator.equality() && operator != Operator.EXISTS) {
            throw new CheckError(
                    Code.WRONG_OPERATOR,
                    "evt.around supports only '=' comparison operator",
                    check.position(),
                    "one of exists, =, ==",
                    null);
        }
    }

    private static String allowed(TypedOperand left) {
        StringBuilder names = new StringBuilder();
        for (Operator operator : Operator.values()) {
            if (left.accepts(operator)) {
                names.append(names.isEmpty() ? "" : ", ").append(operator.text());
            }
        }
        return names.toString();
    }

    // Fields with several values.

    private Leaf any(Expr.Check check, TypedOperand left, AnyReader any, List<Operand.Constant> constants)
            throws CheckError {
        List<CheckError> errors = new ArrayList<>();
        Expr.Check used = check;
        List<Operand.Constant> usedConstants = constants;
        if (Quirks.onlyFirstValue(left, check)) {
            usedConstants = constants.isEmpty() ? List.of() : constants.subList(0, 1);
            // All values are read, so that wrong ones are found.
            anyTest(check, left, any, constants, errors);
            used = new Expr.Check(check.left(), check.operator(), null, check.right(), check.position());
        }
        AnyTest test = anyTest(used, left, any, usedConstants, errors);
        if (!errors.isEmpty()) {
            throw errors.get(0);
        }
        boolean none = usedConstants.isEmpty() && check.operator().kind() != Operator.Kind.ORDER;
        return none || Quirks.neverInSet(left, check.operator()) ? never(left) : leaf(any, test, 5);
    }

    private AnyTest anyTest(
            Expr.Check check,
            TypedOperand left,
            AnyReader any,
            List<Operand.Constant> constants,
            List<CheckError> errors)
            throws CheckError {
        boolean all = check.operator() == Operator.NOT_EQUAL && any.extractor().unequalMeansAll();
        return switch (any.extractor().form()) {
            case TEXT -> AnyTest.of(any, textMatcher(check, constants, errors), all);
            case NUMBER -> AnyTest.of(any, numberMatcher(check, left, constants, errors), all);
            case ADDRESS -> AnyTest.of(any, addressMatcher(check, left, constants, errors), all);
            case DECIMAL, TEXTS -> throw new IllegalStateException(left.name() + ": several decimals or lists");
        };
    }

    // Numbers.

    private static NumberMatcher numberMatcher(
            Expr.Check check, TypedOperand left, List<Operand.Constant> constants, List<CheckError> errors) {
        List<Long> values = numbers(left, constants, errors);
        if (check.operator().kind() == Operator.Kind.LIST) {
            return new NumberMatcher.Among(values);
        }
        List<NumberMatcher> tests = new ArrayList<>();
        for (long value : values) {
            tests.add(NumberMatcher.of(check.operator(), value, left.unsigned()));
        }
        return check.modifier() == null && tests.size() == 1
                ? tests.get(0)
                : new NumberMatcher.Counted(modifier(check), tests);
    }

    private static Modifier modifier(Expr.Check check) {
        return check.modifier() == null ? Modifier.ANYOF : check.modifier();
    }

    private static List<Long> numbers(TypedOperand left, List<Operand.Constant> constants, List<CheckError> errors) {
        int bits = bits(left);
        List<Long> values = new ArrayList<>();
        for (Operand.Constant constant : constants) {
            try {
                values.add(Constants.number(constant, left, bits));
            } catch (CheckError e) {
                errors.add(e);
            }
        }
        return values;
    }

    private static int bits(TypedOperand left) {
        return left.field() == null ? Long.SIZE : left.field().bits();
    }

    private static CompiledTest decimal(
            Expr.Check check, TypedOperand left, DecimalReader source, List<Operand.Constant> constants)
            throws CheckError {
        List<CheckError> errors = new ArrayList<>();
        List<Long> values = numbers(left, constants, errors);
        if (!errors.isEmpty()) {
            throw errors.get(0);
        }
        return new CompiledTest.Decimal(source, check.operator(), modifier(check), values);
    }

    // Addresses.

    private static AddressMatcher addressMatcher(
            Expr.Check check, TypedOperand left, List<Operand.Constant> constants, List<CheckError> errors) {
        List<Network> networks = new ArrayList<>();
        for (Operand.Constant constant : constants) {
            try {
                networks.add(Constants.network(constant, left));
            } catch (CheckError e) {
                errors.add(e);
            }
        }
        if (check.operator().kind() == Operator.Kind.LIST) {
            return new AddressMatcher.WithinAny(new NetworkSet(networks));
        }
        boolean inside = check.operator() != Operator.NOT_EQUAL;
        List<AddressMatcher> tests = new ArrayList<>();
        for (Network network : networks) {
            tests.add(new AddressMatcher.Within(network, inside));
        }
        return check.modifier() == null && tests.size() == 1
                ? tests.get(0)
                : new AddressMatcher.Counted(modifier(check), tests);
    }

    // Texts.

    private static TextMatcher textMatcher(
            Expr.Check check, List<Operand.Constant> constants, List<CheckError> errors) {
        if (check.operator() == Operator.PMATCH) {
            return new TextMatcher.PathMatch(new PathTrie(texts(constants)));
        }
        if (check.operator().kind() == Operator.Kind.LIST) {
            return new TextMatcher.In(texts(constants));
        }
        List<TextMatcher> tests = new ArrayList<>();
        for (Operand.Constant constant : constants) {
            try {
                tests.add(textMatcher(check.operator(), constant));
            } catch (CheckError e) {
                errors.add(e);
            }
        }
        return check.modifier() == null && tests.size() == 1
                ? tests.get(0)
                : new TextMatcher.Counted(modifier(check), tests);
    }

    private static TextMatcher textMatcher(Operator operator, Operand.Constant constant) throws CheckError {
        String text = constant.text();
        return switch (operator) {
            case EQUAL, DOUBLE_EQUAL -> new TextMatcher.Equal(text);
            case NOT_EQUAL -> new TextMatcher.NotEqual(text);
            case CONTAINS -> new TextMatcher.Contains(text);
            case ICONTAINS -> new TextMatcher.ContainsFolded(text);
            case STARTSWITH -> new TextMatcher.StartsWith(text);
            case ENDSWITH -> new TextMatcher.EndsWith(text);
            case BCONTAINS -> new TextMatcher.Contains(Constants.hex(constant));
            case BSTARTSWITH -> new TextMatcher.StartsWith(Constants.hex(constant));
            case GLOB -> new TextMatcher.Globbed(Glob.compile(text, false));
            case IGLOB -> new TextMatcher.Globbed(Glob.compile(text, true));
            case REGEX -> new TextMatcher.Regex(Constants.regex(constant));
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> new TextMatcher.Order(operator, text);
            case EXISTS, IN, INTERSECTS, PMATCH ->
                throw new IllegalArgumentException(operator + ": expected an operator with one value");
        };
    }

    // Another field on the right.

    private Leaf pair(Expr.Check check, TypedOperand left, Operand.Call call) throws CheckError {
        Operator operator = check.operator();
        if (left.any() || left.is(Flag.NO_RIGHT_HAND_SIDE)) {
            throw wrong(check, "field '" + name(left) + "' doesn't support right-hand side fields");
        }
        if (operator == Operator.PMATCH || operator == Operator.REGEX) {
            throw wrong(check, "operator '" + operator.name() + "' doesn't support right-hand side fields");
        }
        TypedOperand right = operands.compile(call);
        if (right.any() || right.is(Flag.NO_RIGHT_HAND_SIDE)) {
            throw wrong(check, "field '" + name(right) + "' can't be used as a right-hand side field");
        }
        if (!compatible(left, right)) {
            throw wrong(
                    check,
                    "field '" + left.name() + "' has type '" + left.fullTypeName()
                            + "' while the right-hand side field '" + right.name() + "' has incompatible type '"
                            + right.fullTypeName() + "'");
        }
        requireNoTransformedType(check);
        if (searched(check) && check.left() instanceof Operand.FieldName) {
            throw wrong(
                    check,
                    "right-hand field comparisons on `evt.type`/`syscall.type` checks are not supported by event code"
                            + " search");
        }
        boolean stateful = left.source().stateful() || right.source().stateful();
        return new Leaf(
                pair(operator, left, right),
                left.source().cost() + right.source().cost() + 3,
                stateful,
                null);
    }

    /** False if the right side is read differently, and for fields with several values. */
    private static CompiledTest pair(Operator operator, TypedOperand left, TypedOperand right) {
        ValueReader other = right.source();
        return left.source().accept(new ValueReader.Visitor<CompiledTest, RuntimeException>() {
            @Override
            public CompiledTest text(TextReader one) {
                boolean list = operator == Operator.IN || operator == Operator.INTERSECTS;
                return other instanceof TextReader two
                        ? new Pair.Texts(one, list ? Operator.EQUAL : operator, two)
                        : CompiledTest.FALSE;
            }

            @Override
            public CompiledTest number(NumberReader one) {
                return other instanceof NumberReader two
                        ? new Pair.Numbers(one, operator, two, left.unsigned())
                        : CompiledTest.FALSE;
            }

            @Override
            public CompiledTest decimal(DecimalReader one) {
                return other instanceof DecimalReader two ? new Pair.Decimals(one, operator, two) : CompiledTest.FALSE;
            }

            @Override
            public CompiledTest address(AddressReader one) {
                return other instanceof AddressReader two ? new Pair.Addresses(one, operator, two) : CompiledTest.FALSE;
            }

            @Override
            public CompiledTest list(ListReader one) {
                return other instanceof ListReader two
                        ? new Pair.Lists(one, operator == Operator.IN, two)
                        : CompiledTest.FALSE;
            }

            @Override
            public CompiledTest any(AnyReader one) {
                return CompiledTest.FALSE;
            }
        });
    }

    /** The same type, where paths are texts and all whole numbers alike. */
    private static boolean compatible(TypedOperand left, TypedOperand right) {
        if (left.list() != right.list()) {
            return false;
        }
        return (left.textual() && right.textual())
                || (wholeNumber(left) && wholeNumber(right))
                || left.typeName().equals(right.typeName());
    }

    private static boolean wholeNumber(TypedOperand subject) {
        return subject.type() == FieldType.SIGNED || subject.type() == FieldType.UNSIGNED;
    }

    private static String name(TypedOperand subject) {
        return subject.field() == null || subject.field().argument() == null
                ? subject.name()
                : subject.field().definition().name();
    }

    private static CheckError wrong(Expr.Check check, String message) {
        return new CheckError(Code.WRONG_OPERAND, message, check.position());
    }

    /** Falco searches conditions for evt.type to find the types that they can match, and rejects some forms. */
    private void requireNoTransformedType(Expr.Check check) throws CheckError {
        if (check.left() instanceof Operand.Call && searched(check)) {
            throw wrong(check, "event code search does not support `evt.type` checks with transformers");
        }
    }

    private boolean searched(Expr.Check check) {
        Operator operator = check.operator();
        boolean decides = operator.equality()
                || operator == Operator.NOT_EQUAL
                || operator == Operator.IN
                || operator == Operator.EXISTS;
        Operand.FieldName last = lastField(check.left());
        return decides
                && event != null
                && last != null
                && (last.name().equals(EVENT_TYPE) || last.name().equals(SYSCALL_TYPE));
    }

    /** The last field in an operand; only that one counts in Falco. */
    private static Operand.@Nullable FieldName lastField(Operand operand) {
        List<Operand.FieldName> fields = operand.fieldNames();
        return fields.isEmpty() ? null : fields.get(fields.size() - 1);
    }
}
