package io.movein.process.configuration;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule.SetupContext;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.bean.PropertyValueBuffer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Records are made by reflection. Jackson itself calls their constructors by method handles, and Java writes classes of its own for each
 * shape of those, a hundred for one configuration, which no AOT cache keeps: that was a tenth of a short run.
 */
final class RecordConstructors extends SimpleModule {

    RecordConstructors() {
        super("record constructors");
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addValueInstantiators(new ValueInstantiators.Base() {
            @Override
            public ValueInstantiator modifyValueInstantiator(
                    DeserializationConfig config, BeanDescription.Supplier type, ValueInstantiator usual) {
                return type.getBeanClass().isRecord() ? new ByReflection(usual) : usual;
            }
        });
    }

    private static final class ByReflection extends ValueInstantiator.Delegating {

        ByReflection(ValueInstantiator usual) {
            super(usual);
        }

        @Override
        public Object createFromObjectWith(
                DeserializationContext context, SettableBeanProperty[] properties, PropertyValueBuffer buffer) {
            return createFromObjectWith(context, buffer.getParameters(context, properties));
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] values) {
            if (getWithArgsCreator() == null
                    || !(getWithArgsCreator().getAnnotated() instanceof Constructor<?> constructor)) {
                return super.createFromObjectWith(context, values);
            }
            try {
                return constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                return context.handleInstantiationProblem(getValueClass(), values, e.getCause());
            } catch (ReflectiveOperationException e) {
                return context.handleInstantiationProblem(getValueClass(), values, e);
            }
        }
    }
}
