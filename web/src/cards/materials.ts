import type { MaterialsCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { citation, sheet } from "./frame";
import { h, icon, ICONS } from "../view/dom";

/**
 * What to bring, told once and completely; can be printed. Beside an entry that needs the room the board folds it into
 * its title (`folded`), and the citizen may open it again (`open`).
 */
export function materialsCard(card: MaterialsCard, actions: CardActions): HTMLElement {
  const list = h("ol.materials");
  for (const item of card.items) {
    list.append(
      h(
        "li.material",
        {},
        icon(...ICONS.paper),
        h("span.material-words", {}, h("span.material-name", {}, item.name), item.note ? h("span.material-note", {}, item.note) : null),
        item.copies ? h("span.material-copies", {}, item.copies) : null,
      ),
    );
  }
  const root = sheet("materials", card.title, list, card.source ? citation(card.source) : null);
  const fold = h("button.soft.fold", { attrs: { "aria-expanded": "false" } }, "展开");
  fold.addEventListener("click", () => {
    const open = root.classList.toggle("open");
    fold.textContent = open ? "收起" : "展开";
    fold.setAttribute("aria-expanded", String(open));
  });
  root.append(
    h("div.card-foot", {}, fold, h("button.soft", { onPress: () => actions.print(root, card) }, icon(...ICONS.print), "打印清单")),
  );
  return root;
}
