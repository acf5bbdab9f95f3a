(* the Lebesgue integral of a probability measure            *)
(* (MathComp-Analysis) is an instance of the abstract expectation.              *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions cardinality fsbigop mathcomp_extra.
From mathcomp.analysis Require Import Rstruct reals ereal signed topology normedtype numfun measure lebesgue_measure lebesgue_integral.
From Biasbound.base Require Import real_tactics expectation.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Measure.
Variables (dp : measure_display) (T : measurableType dp).
Variable P : {measure set T -> \bar real_realType}.
Hypothesis P1 : P setT = 1%:E.

Definition L1 (X : T -> R) := integrable P setT (fun w => (X w)%:E).
Definition EL (X : T -> R) : R := fine (\int[P]_w (X w)%:E).

Lemma EL_fin X : L1 X -> (\int[P]_w (X w)%:E)%E \is a fin_num.
Proof. by move=> h; apply: integral_fune_fin_num. Qed.

Definition measure_expectation : expectation T.
Proof.
refine (@Expectation T L1 EL _ _ _ _ _ _ _).
- move=> c; split; first exact/EFin_measurable_fun/measurable_fun_cst.
  rewrite /= (_ : (fun _ => _) = cst `|c|%:E) // integral_cst // P1 mule1.
  exact: ltry.
- move=> X Y iX iY; rewrite /L1 (_ : (fun w => _) = (EFin \o X) \+ (EFin \o Y))%E //.
  exact: integrableD.
- move=> a X iX; rewrite /L1 (_ : (fun w => _) = (fun w => a%:E * (X w)%:E)%E) //.
  exact: integrablerM.
- by move=> c; rewrite /EL (_ : (fun _ => _) = cst c%:E) // integral_cst // P1 mule1.
- move=> X Y iX iY; rewrite /EL (_ : (fun w => _) = (fun w => (X w)%:E + (Y w)%:E)%E) //.
  by rewrite integralD // fineD //; exact: EL_fin.
- move=> a X iX; rewrite /EL (_ : (fun w => _) = (fun w => a%:E * (X w)%:E)%E) //.
  by rewrite integralM // fineM //; exact: EL_fin.
- move=> X Y iX iY h; rewrite /EL fine_le //; try exact: EL_fin.
  rewrite -subre_ge0 ?EL_fin // -integralB //.
  by apply: integral_ge0 => w _; rewrite -EFinB lee_fin subr_ge0.
Defined.
End Measure.
