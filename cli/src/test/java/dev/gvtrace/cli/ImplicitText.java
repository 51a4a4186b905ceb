// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Handle;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Label;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Type;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places in a class where a value of some types, such as {@link dev.gvtrace.text.Text}, becomes a {@link
 * String} without a name for the form: concatenation, {@code toString}, {@code String.valueOf}, {@code append(Object)},
 * {@code print(Object)}, an argument of a format.
 *
 * <p>Follows the type of what was pushed last, and of local variables; that is enough for what javac makes of an
 * argument. What comes from a generic method, as in {@code "" + list.get(0)}, has no type in byte code, so that each
 * conversion of such a value is found, whatever it is: give it a variable of its type first.
 */
final class ImplicitText extends ClassVisitor {
    private static final int API = Opcodes.ASM9;
    private static final Type OBJECT = Type.getType(Object.class);
    private static final Set<String> CONVERSIONS =
            Set.of("toString", "valueOf", "append", "insert", "print", "println");
    private static final Set<String> FORMATS = Set.of("format", "formatted", "printf");

    private final Set<Type> types;
    private final List<String> found = new ArrayList<>();
    private String owner = "";

    private ImplicitText(Set<Type> types) {
        super(API);
        this.types = types;
    }

    /** Where that happens to values of the types in a class file, as {@code class.method: what}. */
    static List<String> in(InputStream classFile, Class<?>... types) throws IOException {
        ImplicitText visitor =
                new ImplicitText(Stream.of(types).map(Type::getType).collect(Collectors.toSet()));
        new ClassReader(classFile).accept(visitor, ClassReader.SKIP_FRAMES);
        return visitor.found;
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            String superName,
            String @Nullable [] interfaces) {
        owner = name.replace('/', '.');
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new Code(access, name, descriptor);
    }

    private boolean isOne(String internalName) {
        return types.contains(Type.getObjectType(internalName));
    }

    private final class Code extends MethodVisitor {
        private final String name;
        private final Set<Integer> textLocals = new HashSet<>();
        private final Set<Label> textAtLabel = new HashSet<>();
        private int line;
        /** Whether what was pushed last is a text. */
        private boolean text;
        /** Whether it came from a generic method. */
        private boolean untyped;
        /** Whether an array of objects, as for a format, got a text. */
        private boolean textInArray;

        Code(int access, String name, String descriptor) {
            super(API);
            this.name = name;
            int slot = (access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
            for (Type type : Type.getArgumentTypes(descriptor)) {
                if (types.contains(type)) {
                    textLocals.add(slot);
                }
                slot += type.getSize();
            }
        }

        private void report(String what) {
            found.add(owner + "." + name + " (line " + line + "): " + what);
        }

        private void pushed(boolean isText) {
            text = isText;
            untyped = false;
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
        }

        @Override
        public void visitMethodInsn(int opcode, String type, String method, String descriptor, boolean isInterface) {
            Type[] arguments = Type.getArgumentTypes(descriptor);
            boolean object = arguments.length == 0 || arguments[arguments.length - 1].equals(OBJECT);
            boolean converts = CONVERSIONS.contains(method) && object && type.startsWith("java/") && (text || untyped);
            boolean formats = FORMATS.contains(method) && type.startsWith("java/") && textInArray;
            if (isOne(type) && method.equals("toString") || converts || formats) {
                report(type.replace('/', '.') + "." + method);
            }
            textInArray = false;
            Type result = Type.getReturnType(descriptor);
            text = types.contains(result);
            untyped = result.equals(OBJECT);
        }

        @Override
        public void visitInvokeDynamicInsn(String method, String descriptor, Handle bootstrap, Object... arguments) {
            if (bootstrap.getOwner().equals("java/lang/invoke/StringConcatFactory")) {
                if (Stream.of(Type.getArgumentTypes(descriptor)).anyMatch(types::contains)) {
                    report("concatenation");
                }
            } else if (arguments.length > 2
                    && arguments[1] instanceof Handle handle
                    && arguments[2] instanceof Type type
                    && CONVERSIONS.contains(handle.getName())
                    && handle.getOwner().startsWith("java/") | isOne(handle.getOwner())
                    && Stream.of(type.getArgumentTypes()).anyMatch(types::contains)) {
                report("reference to " + handle.getName());
            }
            pushed(types.contains(Type.getReturnType(descriptor)));
        }

        @Override
        public void visitFieldInsn(int opcode, String type, String field, String descriptor) {
            boolean get = opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC;
            pushed(get && types.contains(Type.getType(descriptor)));
        }

        @Override
        public void visitVarInsn(int opcode, int slot) {
            if (opcode == Opcodes.ALOAD) {
                pushed(textLocals.contains(slot));
                return;
            }
            if (opcode == Opcodes.ASTORE && text) {
                textLocals.add(slot);
            } else {
                textLocals.remove(slot);
            }
            pushed(false);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            pushed(opcode == Opcodes.CHECKCAST && isOne(type));
        }

        @Override
        public void visitInsn(int opcode) {
            textInArray |= opcode == Opcodes.AASTORE && (text || untyped);
            pushed(false);
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            pushed(false);
        }

        @Override
        public void visitLdcInsn(Object value) {
            pushed(false);
        }

        @Override
        public void visitJumpInsn(int opcode, Label target) {
            if (opcode == Opcodes.GOTO && text) {
                textAtLabel.add(target);
            }
            pushed(false);
        }

        @Override
        public void visitLabel(Label label) {
            text |= textAtLabel.contains(label);
        }
    }
}
