package dev.hathora.operator.host.crash;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of the host with a call of {@link CrashPoints} before and after each of their effects, so that the host
 * itself has nothing for it. What an effect is follows from what is called; so a new one is found without a change here.
 */
final class Weaving extends URLClassLoader {
    private static final String OURS = "dev.hathora.operator.";
    private static final String HOST = OURS + "host.";
    private static final String POINTS = CrashPoints.class.getName().replace('.', '/');
    private static final String TELL = "(Ljava/lang/String;)V";

    /** Everything else in {@link java.nio.file.Files} changes something. */
    private static final Set<String> READS = Set.of("exists", "getLastModifiedTime", "isDirectory", "isExecutable",
            "isReadable", "isRegularFile", "isSymbolicLink", "lines", "list", "newBufferedReader", "newInputStream",
            "notExists", "readAllBytes", "readAllLines", "readAttributes", "getPosixFilePermissions", "getOwner",
            "readString", "readSymbolicLink", "size", "walk");

    /**
     * @param classes where our classes are
     * @param parent has everything else
     */
    Weaving(URL[] classes, ClassLoader parent) {
        super(classes, parent);
    }

    static boolean isEffect(String owner, String method) {
        return switch (owner) {
            case "dev/hathora/operator/host/store/Database" -> method.equals("write") || method.equals("lead");
            case "org/flywaydb/core/Flyway" -> method.equals("migrate");
            case "java/sql/Statement" -> Set.of("execute", "executeUpdate").contains(method);
            case "java/nio/file/Files" -> !READS.contains(method);
            case "java/nio/channels/FileChannel" -> Set.of("open", "truncate").contains(method);
            case "java/lang/ProcessBuilder" -> method.equals("start");
            case "java/lang/Process", "java/lang/ProcessHandle" -> method.startsWith("destroy");
            default -> false;
        };
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS) || name.startsWith(CrashPoints.class.getPackageName() + ".")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] code = name.startsWith(HOST) ? weave(file.readAllBytes()) : file.readAllBytes();
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static byte[] weave(byte[] code) {
        ClassReader reader = new ClassReader(code);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Weaver(writer), 0);
        return writer.toByteArray();
    }

    /** Of one class. */
    private static final class Weaver extends ClassVisitor {
        private String name = "";
        private boolean isInterface;
        private final List<Handle> bridges = new ArrayList<>();
        private final List<String> points = new ArrayList<>();

        Weaver(ClassVisitor written) {
            super(Opcodes.ASM9, written);
        }

        @Override
        public void visit(int version, int access, String named, @Nullable String signature, @Nullable String superName,
                String @Nullable [] interfaces) {
            name = named;
            isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
            super.visit(version, access, named, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String type, @Nullable String signature,
                String @Nullable [] exceptions) {
            String caller = name.replaceAll(".*[/$]", "") + "." + method.replaceAll("^lambda\\$(\\w+)\\$\\d+$", "$1")
                    .replace("<init>", "new");
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, method, type, signature, exceptions)) {
                @Override
                public void visitMethodInsn(int code, String owner, String called, String ofType, boolean itf) {
                    if (isEffect(owner, called)) {
                        tell(mv, "before", point(caller, owner, called));
                        super.visitMethodInsn(code, owner, called, ofType, itf);
                        tell(mv, "after", point(caller, owner, called));
                    } else {
                        super.visitMethodInsn(code, owner, called, ofType, itf);
                    }
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String ofType, Handle how, Object... arguments) {
                    Object[] woven = arguments.clone();
                    for (int i = 0; i < woven.length; i++) {
                        if (woven[i] instanceof Handle handle && isEffect(handle.getOwner(), handle.getName())) {
                            woven[i] = bridge(handle, point(caller, handle.getOwner(), handle.getName()));
                        }
                    }
                    super.visitInvokeDynamicInsn(called, ofType, how, woven);
                }
            };
        }

        private static String point(String caller, String owner, String called) {
            return caller + " " + owner.replaceAll(".*/", "") + "." + called;
        }

        private static void tell(MethodVisitor method, String when, String point) {
            method.visitLdcInsn(point);
            method.visitMethodInsn(Opcodes.INVOKESTATIC, POINTS, when, TELL, false);
        }

        /** For a method reference: a method of this class that does the same, and tells of it. */
        private Handle bridge(Handle effect, String point) {
            String type = effect.getTag() == Opcodes.H_INVOKESTATIC
                    ? effect.getDesc()
                    : "(L" + effect.getOwner() + ";" + effect.getDesc().substring(1);
            bridges.add(effect);
            points.add(point);
            return new Handle(Opcodes.H_INVOKESTATIC, name, "crash$" + (bridges.size() - 1), type, isInterface);
        }

        @Override
        public void visitEnd() {
            for (int i = 0; i < bridges.size(); i++) {
                write(bridges.get(i), points.get(i), "crash$" + i);
            }
            super.visitEnd();
        }

        private void write(Handle effect, String point, String method) {
            boolean isStatic = effect.getTag() == Opcodes.H_INVOKESTATIC;
            String type = isStatic ? effect.getDesc() : "(L" + effect.getOwner() + ";" + effect.getDesc().substring(1);
            MethodVisitor code = visitPlain(method, type);
            code.visitCode();
            tell(code, "before", point);
            int local = 0;
            for (Type argument : Type.getArgumentTypes(type)) {
                code.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
                local += argument.getSize();
            }
            int call = isStatic
                    ? Opcodes.INVOKESTATIC
                    : effect.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
            code.visitMethodInsn(call, effect.getOwner(), effect.getName(), effect.getDesc(), effect.isInterface());
            tell(code, "after", point);
            code.visitInsn(Type.getReturnType(type).getOpcode(Opcodes.IRETURN));
            code.visitMaxs(0, 0);
            code.visitEnd();
        }

        private MethodVisitor visitPlain(String method, String type) {
            return super.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, method, type,
                    null, null);
        }
    }
}
