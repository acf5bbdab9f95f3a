(* Top-k.  A set S of k coordinates of x of largest modulus ([is_top k x S], ties  *)
(* broken in any way), the vector that keeps x on S ([keep S x]), an executable    *)
(* choice of S by sorting, and the error |keep S x - x|^2.                          *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra all_fingroup.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section TopK.
Variables (d : nat).
Implicit Types (x : 'rV[R]_d) (S : {set 'I_d}) (k : nat).

Definition is_top k x S :=
  #|S| = k /\ forall i j, i \in S -> j \notin S -> `|x 0 j| <= `|x 0 i|.

Definition keep S x : 'rV[R]_d := \row_i (if i \in S then x 0 i else 0).

(* the first k indices in an order of decreasing |x_i| *)
Definition geabs x : rel 'I_d := fun i j => `|x 0 j| <= `|x 0 i|.
Definition topset k x : {set 'I_d} := [set i in take k (sort (geabs x) (enum 'I_d))].
Definition topk k x := keep (topset k x) x.

Lemma topset_top k x : (k <= d)%N -> is_top k x (topset k x).
Proof.
move=> kd; set s := sort (geabs x) (enum 'I_d).
have us : uniq s by rewrite sort_uniq enum_uniq.
have tr : transitive (geabs x) by move=> j i l h1 h2; exact: le_trans h2 h1.
have tot : total (geabs x) by move=> i j; exact: le_total.
have sz : size s = d by rewrite size_sort size_enum_ord.
split=> [|i j].
  rewrite cardsE (card_uniqP _) ?take_uniq // size_take sz.
  by rewrite ltn_neqAle kd andbT; case: eqP.
rewrite !inE => it jt.
have jd : j \in drop k s.
  have : j \in take k s ++ drop k s by rewrite cat_take_drop mem_sort mem_enum.
  by rewrite mem_cat (negbTE jt).
have := sort_sorted tot (enum 'I_d); rewrite -/s (sorted_pairwise tr).
by rewrite -{1}(cat_take_drop k s) pairwise_cat => /and3P[/allrelP h _ _]; exact: h.
Qed.

Lemma is_top_le k x S : is_top k x S -> (k <= d)%N.
Proof. by move=> [<- _]; rewrite -[X in (_ <= X)%N]card_ord max_card. Qed.

Lemma keep_err S x : nsq (keep S x - x) = \sum_(i in ~: S) x 0 i ^+ 2.
Proof.
rewrite nsqE [RHS]big_mkcond /=; apply: eq_bigr => i _; rewrite !mxE inE.
by case: (i \in S) => /=; [rewrite subrr expr2 mul0r|rewrite add0r sqrrN].
Qed.

Lemma nsq_keep S x : nsq (keep S x) = \sum_(i in S) x 0 i ^+ 2.
Proof.
rewrite nsqE [RHS]big_mkcond /=; apply: eq_bigr => i _; rewrite !mxE.
by case: (i \in S); rewrite // expr2 mul0r.
Qed.

Lemma nsq_split S x : nsq x = nsq (keep S x) + nsq (keep S x - x).
Proof.
rewrite nsq_keep keep_err nsqE (bigID (fun i => i \in S)) /=; congr (_ + _).
by apply: eq_bigl => i; rewrite inE.
Qed.

Lemma cardC_top k x S : is_top k x S -> #|~: S| = (d - k)%N.
Proof. by move=> [cS _]; rewrite cardsCs setCK card_ord cS. Qed.

Lemma keep_err_le k x S : (0 < d)%N -> is_top k x S ->
  nsq (keep S x - x) <= (1 - k%:R / d%:R) * nsq x.
Proof.
move=> d0 tS; have [cS hS] := tS; have kd := is_top_le tS; have cC := cardC_top tS.
have dp : 0 < d%:R :> R by rewrite ltr0n.
have -> : 1 - k%:R / d%:R = (d%:R - k%:R) / d%:R :> R.
  by rewrite mulrBl divff // lt0r_neq0.
rewrite mulrAC ler_pdivl_mulr // (nsq_split S x) keep_err nsq_keep.
set B := \sum_(i in ~: S) _; set A := \sum_(i in S) _.
have key : k%:R * B <= (d%:R - k%:R) * A.
  have e1 : \sum_(i in S) \sum_(j in ~: S) x 0 j ^+ 2 = k%:R * B.
    by rewrite sumr_const cS mulr_natl.
  have e2 : \sum_(i in S) \sum_(j in ~: S) x 0 i ^+ 2 = (d%:R - k%:R) * A.
    rewrite /A big_distrr /=; apply: eq_bigr => i _.
    by rewrite sumr_const cC -natrB // mulr_natl.
  rewrite -e1 -e2; apply: ler_sum => i iS; apply: ler_sum => j; rewrite inE => jS.
  rewrite -(real_normK (num_real (x 0 j))) -(real_normK (num_real (x 0 i))).
  by rewrite ler_sqr ?nnegrE ?normr_ge0 //; exact: hS.
by move: key; clear; rlra.
Qed.

(* all entries of one modulus: the bound is attained, whatever S *)
Lemma keep_err_flat k x S c : (0 < d)%N -> #|S| = k -> (forall i, `|x 0 i| = c) ->
  nsq (keep S x - x) = (1 - k%:R / d%:R) * nsq x.
Proof.
move=> d0 cS h; have dp : d%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have kd : (k <= d)%N by rewrite -cS -[X in (_ <= X)%N]card_ord max_card.
have e i : x 0 i ^+ 2 = c ^+ 2 by rewrite -(real_normK (num_real (x 0 i))) h.
rewrite keep_err nsqE (eq_bigr (fun=> c ^+ 2)) // [in RHS](eq_bigr (fun=> c ^+ 2)) //.
rewrite !sumr_const cardsCs setCK cS card_ord; move: (c ^+ 2) => q.
rewrite -[q *+ (d - k)]mulr_natl -[q *+ d]mulr_natl mulrA natrB //; congr (_ * _).
by rewrite mulrBl mul1r divfK.
Qed.

(* at most k entries other than 0, and only then, the error is 0 *)
Lemma keep_err0 k x S : is_top k x S ->
  (nsq (keep S x - x) == 0) = (#|[set i | (x 0 i != 0)%R]| <= k)%N.
Proof.
move=> [cS hS]; set N := [set i | _].
have sq i : (x 0 i ^+ 2 == 0) = (x 0 i == 0) by exact: sqrf_eq0.
rewrite keep_err psumr_eq0 => [|i _]; last exact: sqr_ge0.
apply/idP/idP => [/allP h|Nk].
  rewrite -cS; apply: subset_leq_card; apply/subsetP => i; rewrite inE => xi.
  apply/negPn/negP => iS; have := h i (mem_index_enum _).
  by rewrite inE iS /= sq (negbTE xi).
apply/allP => j _; apply/implyP; rewrite inE => jS; rewrite sq; apply/negPn/negP => xj.
have : (k.+1 <= #|N|)%N.
  have <- : #|j |: S| = k.+1 by rewrite cardsU1 jS cS.
  apply: subset_leq_card; apply/subsetP => i; rewrite !inE => /orP[/eqP -> //|iS].
  rewrite -normr_gt0; apply: lt_le_trans (hS _ _ iS jS).
  by rewrite normr_gt0.
by rewrite ltnNge Nk.
Qed.
(* no k entries weigh more than the k largest *)
Lemma nsq_keep_le k x S T : is_top k x T -> #|S| = k -> nsq (keep S x) <= nsq (keep T x).
Proof.
move=> [cT hT] cS; have sq i j : `|x 0 j| <= `|x 0 i| -> x 0 j ^+ 2 <= x 0 i ^+ 2.
  rewrite -(real_normK (num_real (x 0 i))) -(real_normK (num_real (x 0 j))).
  by rewrite ler_sqr ?nnegrE ?normr_ge0.
have [c [cin cout]] : exists c, (forall i, i \in T -> c <= x 0 i ^+ 2) /\
    (forall j, j \notin T -> x 0 j ^+ 2 <= c).
  case: (pickP (fun j => j \notin T)) => [j0 j0T|all]; last first.
    by exists 0; split=> [i _|j]; [exact: sqr_ge0|rewrite all].
  case: (@arg_maxP _ _ _ j0 (fun j => j \notin T) (fun j => x 0 j ^+ 2) j0T) => m mT hm.
  by exists (x 0 m ^+ 2); split=> [i iT|j jT]; [exact: sq (hT _ _ iT mT)|exact: hm].
have shift (U : {set 'I_d}) : #|U| = k -> nsq (keep U x) = \sum_(i in U) (x 0 i ^+ 2 - c) + c *+ k.
  by move=> cU; rewrite nsq_keep sumrB sumr_const cU subrK.
rewrite (shift S) // (shift T) // ler_add2r [X in X <= _]big_mkcond [X in _ <= X]big_mkcond /=.
apply: ler_sum => i _; case: (boolP (i \in T)) => iT; case: (i \in S); rewrite // ?subr_ge0
  ?subr_le0.
  exact: cin.
exact: cout.
Qed.
End TopK.
