package quorate.ledger.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The ledger with a bug planted: one file is compiled anew with a few words changed, and the whole
 * house is loaded around it. So no bug can be reached in what is shipped.
 */
final class Mutant extends ClassLoader {
  private static final String HOUSE = "quorate.";

  private final Map<String, byte[]> planted;

  private Mutant(Map<String, byte[]> planted) {
    super(Mutant.class.getClassLoader());
    this.planted = planted;
  }

  /**
   * Plants a bug.
   *
   * @param file of the ledger, as in {@code bft/Locks}
   * @param right what stands there, once
   * @param wrong what stands there instead
   */
  static Mutant of(String file, String right, String wrong) throws IOException {
    Path root = Path.of(System.getProperty("project.root", "."));
    Path path = root.resolve("src/main/java/quorate/ledger/" + file + ".java");
    String source = Files.readString(path);
    int at = source.indexOf(right);
    if (at < 0 || source.indexOf(right, at + 1) >= 0) {
      throw new IllegalStateException(file + " has no longer, or not once: " + right);
    }
    return new Mutant(compile(file, source.replace(right, wrong)));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(HOUSE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = planted.get(name);
    if (bytes == null) {
      String resource = name.replace('.', '/') + ".class";
      try (InputStream in = Objects.requireNonNull(getParent().getResourceAsStream(resource))) {
        bytes = in.readAllBytes();
      } catch (IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private static Map<String, byte[]> compile(String file, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> made = new HashMap<>();
    JavaFileManager files =
        new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject of) {
            return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
              @Override
              public OutputStream openOutputStream() {
                return made.computeIfAbsent(name, key -> new ByteArrayOutputStream());
              }
            };
          }
        };
    JavaFileObject text =
        new SimpleJavaFileObject(
            URI.create("mem:///quorate/ledger/" + file + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
    if (!compiler.getTask(null, files, null, options, null, List.of(text)).call()) {
      throw new IllegalStateException("the bug in " + file + " does not compile");
    }
    Map<String, byte[]> classes = new HashMap<>();
    made.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }
}
