// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The circles of top-level classes, each of which can be reached from each other one of its circle. Tarjan's algorithm. */
final class ClassCircles {
    private final Map<String, Set<String>> uses = new TreeMap<>();
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final List<Set<String>> circles = new ArrayList<>();

    private ClassCircles(JavaClasses classes) {
        Set<String> known = new TreeSet<>();
        classes.forEach(each -> known.add(topLevel(each)));
        for (JavaClass each : classes) {
            Set<String> used = uses.computeIfAbsent(topLevel(each), name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String target = topLevel(dependency.getTargetClass().getBaseComponentType());
                if (known.contains(target) && !target.equals(topLevel(each))) {
                    used.add(target);
                }
            }
        }
    }

    /** Those of more than one class, by their full names. */
    static List<Set<String>> of(JavaClasses classes) {
        ClassCircles found = new ClassCircles(classes);
        for (String name : found.uses.keySet()) {
            if (!found.index.containsKey(name)) {
                found.visit(name);
            }
        }
        return found.circles;
    }

    static String packageOf(String className) {
        return className.substring(0, className.lastIndexOf('.'));
    }

    private static String topLevel(JavaClass javaClass) {
        String name = javaClass.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private void visit(String name) {
        index.put(name, index.size());
        lowest.put(name, index.get(name));
        path.push(name);
        for (String used : uses.get(name)) {
            if (!index.containsKey(used)) {
                visit(used);
                lowest.merge(name, lowest.get(used), Math::min);
            } else if (path.contains(used)) {
                lowest.merge(name, index.get(used), Math::min);
            }
        }
        if (lowest.get(name).equals(index.get(name))) {
            Set<String> circle = new TreeSet<>();
            String last;
            do {
                last = path.pop();
                circle.add(last);
            } while (!last.equals(name));
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
    }
}
