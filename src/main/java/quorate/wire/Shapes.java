package quorate.wire;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Reason;
import quorate.task.Tag;
import quorate.wire.Codec.Shape;

/** Derives a {@link Shape} from a type, once; what it cannot bound it refuses to derive. */
final class Shapes {
  private Shapes() {}

  static <T> Shape<T> of(Class<T> type) {
    return cast(of(type, null));
  }

  private static Shape<?> of(Type type, @Nullable AtMost most) {
    if (type instanceof ParameterizedType generic) {
      Type item = generic.getActualTypeArguments()[0];
      return generic.getRawType() == Optional.class
          ? optional(cast(of(item, most)))
          : list(cast(of(item, null)), bound(type, most));
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      int max = bound(type, most);
      return shape((out, v) -> out.text((String) v, max), in -> in.text(max));
    }
    if (plain == Bytes.class) {
      int max = bound(type, most);
      return shape((out, v) -> out.bytes((Bytes) v, max), in -> in.bytes(max));
    }
    return simple(plain);
  }

  @SuppressWarnings("EnumOrdinal") // the order of an enum is part of the wire; vectors keep it
  private static Shape<?> simple(Class<?> type) {
    if (type == int.class) {
      return shape((out, v) -> out.i32((Integer) v), ByteReader::i32);
    }
    if (type == long.class) {
      return shape((out, v) -> out.i64((Long) v), ByteReader::i64);
    }
    if (type == boolean.class) {
      return shape((out, v) -> out.u8((Boolean) v ? 1 : 0), in -> in.below(2) == 1);
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return shape(
          (out, v) -> out.u8(((Enum<?>) v).ordinal()), in -> constants[in.below(constants.length)]);
    }
    if (type.isRecord()) {
      return record(type);
    }
    Check.that(type.isSealed(), "the codec has no form for " + type);
    return sealed(type);
  }

  private static Shape<Object> record(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Shape<Object> shape =
          cast(of(component.getGenericType(), component.getAnnotation(AtMost.class)));
      fields.add(new Field(accessor(component), shape));
    }
    return new RecordShape(fields.toArray(Field[]::new), constructor(type));
  }

  private static Shape<Object> sealed(Class<?> type) {
    @Nullable Leaf[] byTag = new @Nullable Leaf[256];
    Map<Class<?>, Leaf> byClass = new HashMap<>();
    for (Class<?> each : leaves(type)) {
      Tag tag = each.getAnnotation(Tag.class);
      Check.that(tag != null, each + " has no tag");
      Leaf leaf = new Leaf(tag.value(), record(each));
      Check.that(byTag[leaf.tag] == null, each + " has another's tag");
      byTag[leaf.tag] = leaf;
      byClass.put(each, leaf);
    }
    return new SealedShape(byTag, byClass);
  }

  /** All records under a sealed type, however deep. */
  static List<Class<?>> leaves(Class<?> type) {
    List<Class<?>> leaves = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        leaves.addAll(leaves(permitted));
      } else {
        leaves.add(permitted);
      }
    }
    return leaves;
  }

  private static Shape<Object> optional(Shape<Object> item) {
    return shape(
        (out, v) -> {
          Optional<?> optional = (Optional<?>) v;
          out.u8(optional.isPresent() ? 1 : 0);
          optional.ifPresent(present -> item.write(out, present));
        },
        in -> in.below(2) == 1 ? Optional.of(item.read(in)) : Optional.empty());
  }

  private static Shape<Object> list(Shape<Object> item, int max) {
    return shape(
        (out, v) -> {
          List<?> list = (List<?>) v;
          Check.argument(list.size() <= max, "at most " + max + " items");
          out.i32(list.size());
          list.forEach(each -> item.write(out, each));
        },
        in -> {
          int size = in.length(max);
          List<Object> list = new ArrayList<>(size);
          for (int i = 0; i < size; i++) {
            list.add(item.read(in));
          }
          return list;
        });
  }

  private static int bound(Type type, @Nullable AtMost most) {
    Check.that(most != null, type + " has no @AtMost");
    return Objects.requireNonNull(most).value();
  }

  /** A function that calls the accessor directly: a method handle in a field is not inlined. */
  @SuppressWarnings("unchecked") // the form of an accessor is known
  private static Function<Object, Object> accessor(RecordComponent component) {
    Class<?> type = component.getDeclaringRecord();
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      MethodHandle accessor = lookup.unreflect(component.getAccessor());
      MethodType form = MethodType.methodType(accessor.type().returnType(), type).wrap();
      CallSite made =
          LambdaMetafactory.metafactory(
              lookup,
              "apply",
              MethodType.methodType(Function.class),
              MethodType.methodType(Object.class, Object.class),
              accessor,
              form);
      return (Function<Object, Object>) made.getTarget().invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("every component has an accessor: " + component, e);
    }
  }

  /** Of the form (Object[])Object. */
  private static MethodHandle constructor(Class<?> type) {
    Class<?>[] parameters = new Class<?>[type.getRecordComponents().length];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = type.getRecordComponents()[i].getType();
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectConstructor(constructor)
          .asType(MethodType.genericMethodType(parameters.length))
          .asSpreader(Object[].class, parameters.length);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException("every record has a canonical constructor", e);
    }
  }

  private static Object construct(MethodHandle constructor, Object[] values) {
    try {
      return constructor.invokeExact(values);
    } catch (IllegalArgumentException invalid) {
      throw invalid; // the record's own check
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Shape<Object> shape(
      BiConsumer<ByteWriter, Object> write, Function<ByteReader, Object> read) {
    return new Shape<>() {
      @Override
      public void write(ByteWriter out, Object value) {
        write.accept(out, value);
      }

      @Override
      public Object read(ByteReader in) {
        return read.apply(in);
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <T> Shape<T> cast(Shape<?> shape) {
    return (Shape<T>) shape;
  }

  private record Field(Function<Object, Object> accessor, Shape<Object> shape) {}

  private record Leaf(int tag, Shape<Object> shape) {}

  /** A class of its own, as is the sealed one: what is called most is called directly. */
  private static final class RecordShape implements Shape<Object> {
    private final Field[] fields;
    private final MethodHandle constructor;

    RecordShape(Field[] fields, MethodHandle constructor) {
      this.fields = fields;
      this.constructor = constructor;
    }

    @Override
    public void write(ByteWriter out, Object value) {
      for (Field field : fields) {
        field.shape.write(out, field.accessor.apply(value));
      }
    }

    @Override
    public Object read(ByteReader in) {
      Object[] values = new Object[fields.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = fields[i].shape.read(in);
      }
      return construct(constructor, values);
    }
  }

  private static final class SealedShape implements Shape<Object> {
    private final @Nullable Leaf[] byTag;
    private final Map<Class<?>, Leaf> byClass;

    SealedShape(@Nullable Leaf[] byTag, Map<Class<?>, Leaf> byClass) {
      this.byTag = byTag;
      this.byClass = byClass;
    }

    @Override
    public void write(ByteWriter out, Object value) {
      Leaf leaf = Objects.requireNonNull(byClass.get(value.getClass()));
      out.u8(leaf.tag);
      leaf.shape.write(out, value);
    }

    @Override
    public Object read(ByteReader in) {
      Leaf leaf = byTag[in.u8()];
      if (leaf == null) {
        throw new ByteReader.Refusal(Reason.UNKNOWN_MESSAGE);
      }
      return leaf.shape.read(in);
    }
  }
}
